"""The interface to a judge."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Protocol

from graders.core.cancellation import CancellationToken
from graders.core.values import Value
from graders.core.verdict import CaseVerdict, Environment, Verdict
from graders.execution.problem_code import Answer
from graders.execution.run_cases import Execution
from graders.execution.warm_pool import State
from graders.grading.runs import Input
from graders.problem.cases import Case
from graders.problem.package import Problem
from graders.sandbox.outcomes import Compiled
from graders.verification.problem_faults import Fault

# Prefix of the counters of killed runs; the limit's name follows.
_KILLED = "killed_"


def kills(counts: Mapping[str, int]) -> dict[str, int]:
    """Return a judge's counts of killed runs, by limit."""
    return {
        name.removeprefix(_KILLED): count
        for name, count in sorted(counts.items())
        if name.startswith(_KILLED)
    }


def events(counts: Mapping[str, int]) -> dict[str, int]:
    """Return a judge's other counts."""
    return {name: count for name, count in counts.items() if not name.startswith(_KILLED)}


class Grader(Protocol):
    """Matches `graders.judge.Judge`, which documents more. Several threads call its methods."""

    environment: Environment

    def grade(
        self,
        problem: Problem,
        source: str,
        *,
        seed: int | None,
        submission_id: str | None,
        on_case: Callable[[int, CaseVerdict], None] | None,
        stop: CancellationToken | None,
    ) -> Verdict:
        """Judge one submission; a fault of the judge itself is a verdict too.

        Raises:
            GradingCancelledError: `stop` was requested.
        """

    def run(
        self,
        problem: Problem,
        source: str,
        inputs: Sequence[Input] | None,
        *,
        run_id: str | None,
        on_case: Callable[[int, CaseVerdict], None] | None,
        stop: CancellationToken | None,
    ) -> Verdict:
        """Run a source without a score, on the sample cases or on other inputs.

        Raises:
            GradingCancelledError: `stop` was requested.
        """

    def cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        """The cases that a seed draws."""

    def find_faults(self, problem: Problem, seed: int) -> tuple[Fault, ...]:
        """The faults that the problem's generators, validator and checker show."""

    def compiled_beyond_warm_up(self, problem: Problem, source: str) -> tuple[Compiled, ...] | None:
        """What a source compiles and the problem's warm-up does not; None if it is not known."""

    def expected_outputs(self, problem: Problem, seed: int) -> tuple[Value, ...]:
        """The reference's outputs on the cases that the seed draws."""

    def execute_as_reference(
        self, problem: Problem, source: str, cases: Sequence[Case]
    ) -> Execution:
        """Run a variant of the reference."""

    def find_refusals(
        self,
        problem: Problem,
        cases: Sequence[Case],
        answers: Sequence[Answer],
        expected: Sequence[Value],
    ) -> dict[int, str]:
        """The reasons why the problem's checker refuses answers, by index."""

    def review(
        self, problem: Problem, source: str, verdict: Verdict, *, stop: CancellationToken | None
    ) -> Verdict:
        """Add to a verdict the findings that can wait.

        Raises:
            SandboxFailureError: the sandbox failed.
            ProblemCodeError: the problem's own code failed.
            GradingCancelledError: `stop` was requested.
        """

    def ready_seeds(self, problem: Problem) -> Collection[int]:
        """The seeds of a problem's precomputed draws."""

    def warm(self, problem: Problem) -> None:
        """Prepare in the background for submissions to a problem."""

    def warmth(self, problem: Problem) -> State:
        """How warm the problem is."""

    def counts(self) -> Mapping[str, int]:
        """Counts of its work and failures since the start."""

    def warm_memory_mb(self) -> float:
        """The private memory of the processes it keeps warm, in MiB."""

    def close(self) -> None:
        """End every process; each running `grade` then ends with `judge_error`."""
