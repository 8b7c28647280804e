"""Verdicts that no judge had to be started for, and a judge that hands them out."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Self

from graders.core.values import Value, number
from graders.core.verdict import CaseVerdict, Environment, Outcome, Verdict
from graders.execution.problem_code import Answer
from graders.execution.run_cases import Execution
from graders.problem.cases import Case, draw_cases
from graders.problem.package import Problem
from graders.sandbox.outcomes import Compiled, Raised
from graders.sandbox.supervisor.starting_sandbox import StartingSandbox
from graders.verification.problem_faults import Fault

ENVIRONMENT = Environment(python="3", jax="0", flax="0", sandbox=())


def case(name: str, outcome: Outcome, message: str = "", **fields: Any) -> CaseVerdict:
    return CaseVerdict(
        name=name, visibility="sample", verdict=outcome, message=message, time_ms=1.5, **fields
    )


def verdict(outcome: Outcome, *cases: CaseVerdict, message: str = "", **fields: Any) -> Verdict:
    passed = sum(one.verdict is Outcome.ACCEPTED for one in cases)
    return Verdict(
        id="1",
        revision="abc",
        verdict=outcome,
        message=message,
        passed=passed,
        total=len(cases),
        score=passed / max(len(cases), 1),
        cases=cases,
        environment=ENVIRONMENT,
        **{"problem": "double", "seed": 7} | fields,
    )


class SayingJudge:
    """Takes the place of `graders.judge.Judge`: the source's last line names the outcome.

    No variant of a reference can be loaded.
    """

    def __init__(
        self,
        private: Iterable[Path] = (),
        *,
        programs: Path | None = None,
        starting: StartingSandbox | None = None,
        keep_warm: bool = True,
    ) -> None:
        self.private = tuple(private)
        self.programs, self.starting, self.keep_warm = programs, starting, keep_warm

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def warm(self, problem: Problem) -> None:
        pass

    def prepare(self, problem: Problem) -> None:
        pass

    def cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        return draw_cases(problem.spec, seed)

    def find_faults(self, problem: Problem, seed: int) -> tuple[Fault, ...]:  # noqa: ARG002
        return ()

    def grade(
        self,
        problem: Problem,
        source: str,
        *,
        seed: int | None = None,
        on_case: Callable[[int, CaseVerdict], None] | None = None,  # noqa: ARG002
    ) -> Verdict:
        outcome = Outcome(source.splitlines()[-1].removeprefix("# "))
        told: dict[str, Any] = {"message": "As it says.", "seed": 7 if seed is None else seed}
        return verdict(outcome, case("shown", outcome), problem=problem.name, **told)

    def review(self, problem: Problem, source: str, verdict: Verdict) -> Verdict:  # noqa: ARG002
        return verdict

    def compiled_beyond_warm_up(self, problem: Problem, source: str) -> tuple[Compiled, ...]:
        assert problem.spec.case_count
        assert source
        return (Compiled("jit_said", ("float32[2]", "int32[]")),)

    def expected_outputs(self, problem: Problem, seed: int) -> tuple[Value, ...]:
        assert seed >= 0
        return tuple(number(index + 0.1) for index in range(problem.spec.case_count))

    def execute_as_reference(
        self, problem: Problem, source: str, cases: Sequence[Case]
    ) -> Execution:
        assert source != problem.solution or problem.harness.wrapper is not None
        assert cases
        return Execution(loading=Raised("run", "ValueError", "as it says", 1))

    def find_refusals(
        self,
        problem: Problem,
        cases: Sequence[Case],  # noqa: ARG002
        answers: Sequence[Answer],
        expected: Sequence[Value],
    ) -> dict[int, str]:
        assert problem.checker is None
        assert len(answers) <= len(expected)
        return {}
