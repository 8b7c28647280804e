"""Cases, outputs and trials made for tests, and a judge that nothing has to be started for."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from graders.core.harness import Harness
from graders.core.values import Array, Value, number
from graders.core.verdict import Environment, Outcome, Verdict, Visibility
from graders.execution.problem_code import Answer
from graders.execution.run_cases import Execution
from graders.problem.cases import Case, draw_cases
from graders.problem.comparators import Comparator, Tolerance
from graders.problem.package import Problem
from graders.sandbox.outcomes import Compiled, Raised
from graders.verification.problem_faults import Fault
from graders.verification.subject import Judge, Trial
from tests.graders.scripted import SPEC

PROBLEM = Problem(
    spec=SPEC,
    statement="Do it.",
    starter=None,
    hints=(),
    editorial=None,
    solution="def f(x):\n    return x\n",
    warm_up=None,
    generator=None,
    validator=None,
    checker=None,
    checker_examples=(),
    submissions=(),
    revision="abc",
    harness=Harness.calling("f"),
)


def a_case(
    name: str = "a",
    visibility: Visibility = "hidden",
    tolerance: Comparator | None = None,
    **arguments: Value,
) -> Case:
    return Case(
        name=name,
        visibility=visibility,
        weight=1.0,
        tolerance=tolerance or Tolerance(),
        probe=None,
        fixed=True,
        arguments=arguments or {"x": number(1.0)},
    )


def an_array(values: Any, dtype: str = "float32") -> Array:
    return Array(np.asarray(values, dtype), "jax")


def a_trial(judge: Judge, problem: Problem) -> Trial:
    cases = judge.cases(problem, 5)
    return Trial(judge, problem, 5, cases, judge.expected_outputs(problem, 5), lambda _: None)


class ScriptedJudge:
    """Expects 1, accepts every submission, and can't load a variant of the reference.

    `check` stands for the problem's checker, of one output.
    """

    def __init__(
        self,
        outcome: Outcome = Outcome.ACCEPTED,
        error: Exception | None = None,
        check: Callable[[Answer], bool] = lambda _: True,
        faults: tuple[Fault, ...] = (),
        compiled: Mapping[str, tuple[Compiled, ...]] | None = None,
    ) -> None:
        self.outcome = outcome
        self.error = error
        self.check = check
        self.faults = faults
        self.compiled = compiled or {}
        self.seeds: set[int | None] = set()

    def warm(self, problem: Problem) -> None:
        pass

    def cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        return draw_cases(problem.spec, seed)

    def find_faults(self, problem: Problem, seed: int) -> tuple[Fault, ...]:
        assert problem.spec.case_count
        self.seeds.add(seed)
        return self.faults

    def compiled_beyond_warm_up(self, problem: Problem, source: str) -> tuple[Compiled, ...] | None:
        assert problem.spec.case_count
        return self.compiled.get(source)

    def expected_outputs(self, problem: Problem, seed: int) -> tuple[Value, ...]:
        self.seeds.add(seed)
        if self.error is not None:
            raise self.error
        return (number(1.0),) * problem.spec.case_count

    def execute_as_reference(
        self, problem: Problem, source: str, cases: Sequence[Case]
    ) -> Execution:
        assert source != problem.solution or problem.harness.wrapper is not None
        assert len(cases) in (1, problem.spec.case_count)
        return Execution(loading=Raised("run", "ValueError", "scripted", 1))

    def grade(self, problem: Problem, source: str, *, seed: int | None = None) -> Verdict:
        assert source in {example.source for example in problem.submissions}
        self.seeds.add(seed)
        return Verdict(
            id="1",
            problem=problem.name,
            revision=problem.revision,
            seed=seed or 0,
            verdict=self.outcome,
            message="As scripted.",
            passed=1,
            total=1,
            score=1.0,
            cases=(),
            environment=Environment(python="3", jax="0", flax="0", sandbox=()),
        )

    def find_refusals(
        self,
        problem: Problem,
        cases: Sequence[Case],
        answers: Sequence[Answer],
        expected: Sequence[Value],
    ) -> dict[int, str]:
        assert problem.spec.accept
        assert len(answers) <= len(cases) <= len(expected)
        return {index: "no" for index, answer in enumerate(answers) if not self.check(answer)}
