"""What all parts of a check use: a problem, its cases drawn by one seed, and a judge."""

from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import dataclass, replace
from typing import Literal, Protocol, TypeVar

from graders.core.limits import Limits
from graders.core.values import Value
from graders.execution.problem_code import Answer, ProblemCodeError
from graders.execution.run_cases import Execution
from graders.problem.cases import Case
from graders.problem.package import Problem
from graders.sandbox.outcomes import Compiled
from graders.verification.examples import Grader
from graders.verification.problem_faults import Fault

Stage = Literal["reference", "tolerance", "examples", "mutants"]
Item = TypeVar("Item")


class Judge(Grader, Protocol):
    """The part of `graders.judge.Judge` used here; see there for details."""

    def warm(self, problem: Problem) -> None:
        """Prepare in the background for submissions to a problem."""

    def cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        """The cases that the seed draws."""

    def find_faults(self, problem: Problem, seed: int) -> tuple[Fault, ...]:
        """Faults that the problem's generators, validator and checker reveal."""

    def compiled_beyond_warm_up(self, problem: Problem, source: str) -> tuple[Compiled, ...] | None:
        """What a source compiles and the warm-up does not; several threads call it."""

    def expected_outputs(self, problem: Problem, seed: int) -> tuple[Value, ...]:
        """The reference's outputs on the cases that the seed draws."""

    def execute_as_reference(
        self, problem: Problem, source: str, cases: Sequence[Case]
    ) -> Execution:
        """Run a variant of the reference; called from several threads."""

    def find_refusals(
        self,
        problem: Problem,
        cases: Sequence[Case],
        answers: Sequence[Answer],
        expected: Sequence[Value],
    ) -> dict[int, str]:
        """Why the problem's checker refuses answers, by case index; several threads call it."""


class NotJudgedError(Exception):
    """The problem's checker failed on answers that it must judge. The message says how."""


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a check: how many runs of a stage are done."""

    stage: Stage
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Trial:
    """The cases that everything is tried on, and their expected outputs."""

    judge: Judge
    problem: Problem
    seed: int
    cases: tuple[Case, ...]
    expected: tuple[Value, ...]
    on_progress: Callable[[Progress], None]

    def execute(self, source: str, cases: Sequence[Case], limits: Limits) -> Execution:
        """Run a mutant of the reference, within three times these limits.

        Raises:
            SandboxFailureError: the sandbox failed.
        """
        spec = self.problem.spec.model_copy(update={"limits": limits})
        return self.judge.execute_as_reference(replace(self.problem, spec=spec), source, cases)

    def refusals(self, cases: Sequence[Case], answers: Sequence[Answer]) -> dict[int, str]:
        """Why the problem's checker refuses answers to the first cases, by case index.

        Raises:
            NotJudgedError: the checker failed.
            SandboxFailureError: the sandbox failed.
        """
        try:
            return self.judge.find_refusals(self.problem, cases, answers, self.expected)
        except ProblemCodeError as error:
            raise NotJudgedError(str(error)) from None

    def told(self, stage: Stage, items: Sized, results: Iterator[Item]) -> Iterator[Item]:
        """The results as they come, each reported as progress of the stage."""
        self.on_progress(Progress(stage, 0, len(items)))
        for done, result in enumerate(results, 1):
            self.on_progress(Progress(stage, done, len(items)))
            yield result
