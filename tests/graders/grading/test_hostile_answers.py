"""Whatever a process sends, the judge makes a verdict of it, and it is the submission's own.

`FUZZ_EXAMPLES` in the environment asks for another number of examples than the suite's.
"""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, cast

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graders.core import values, verdict_bounds
from graders.core.reasons.judging import CallFailed
from graders.core.values import DTYPES, Array, Constant, Node, Value, encode, number
from graders.core.verdict import Environment, Outcome, Verdict
from graders.execution.endings import report_loading
from graders.execution.expected_outputs import ExpectedOutputs
from graders.execution.run_cases import Execution, execute
from graders.execution.strategies import Strategies
from graders.feedback.remarks import Remarks
from graders.feedback.review import Reviewer
from graders.grading.case_verdicts import CaseReports
from graders.grading.grade import because, verdict_of
from graders.grading.mistake_matching import behaviour, explains
from graders.problem.cases import Case, draw_cases, draw_warm_up_cases
from graders.problem.comparators import Comparator, Exact, Tolerance, Ulp, UpToPermutation
from graders.problem.package import Problem
from graders.sandbox import frames
from tests.graders.packages import case, package
from tests.graders.scripted import SOURCE, a_case
from tests.graders.wire import answers, run_that_gets

EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "100"))
FUZZED = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize="FUZZ_EXAMPLES" not in os.environ,
    database=None,
)


def array(shape: Sequence[int], dtype: str) -> Array:
    size = int(np.prod(shape))
    return Array(np.arange(size).reshape(shape).astype(DTYPES[dtype]), "jax")


EXPECTED: list[Value] = [
    number(1.5),
    number(3),
    number(True),
    Constant(None),
    Constant("text"),
    array((), "float32"),
    array((2, 3), "bfloat16"),
    array((4,), "int64"),
    array((3, 1), "uint8"),
    array((2, 2), "complex64"),
    array((3,), "bool"),
    array((3, 0), "float32"),
    values.key(np.arange(3, dtype=np.uint32)),
    Node("list", {"0": array((2,), "float32"), "1": number(2), "2": Constant("a")}),
    Node("tuple", {"0": array((2,), "float32"), "1": array((2, 2), "float16")}),
    Node("dict", {"a": Node("Param", {"": array((2,), "float64")}), "b": Node("dict", {})}),
    Node("State", {"k": values.key(np.zeros((), np.uint32)), "n": array((1, 2), "int8")}),
]
# An expected output, and what is sent instead.
SENT: st.SearchStrategy[tuple[Value, list[bytes]]] = st.one_of(
    *(
        st.tuples(st.just(value), st.lists(answers(value), min_size=1, max_size=3))
        for value in EXPECTED
    )
)
COMPARATORS: list[Comparator] = [
    Tolerance(),
    Tolerance(equal_nan=True),
    Exact(comparator="exact"),
    Ulp(comparator="ulp", max_ulps=2),
    UpToPermutation(comparator="up_to_permutation"),
]
ENVIRONMENT = Environment(python="3", jax="0", flax="0", sandbox=())
IDENTITY: Mapping[str, object] = {
    "id": "0" * 32,
    "problem": "example",
    "revision": "0",
    "seed": 1,
    "total": 3,
}


@pytest.fixture(scope="module")
def problem(tmp_path_factory: pytest.TempPathFactory) -> Problem:
    generator = {
        "name": "drawn",
        "visibility": "hidden",
        "count": 1,
        "grid": {"axes": ["n"], "shapes": [[3], [2]]},
        "arguments": {"x": {"distribution": "normal", "shape": ["n"]}},
    }
    return package(
        tmp_path_factory.mktemp("hostile"),
        SOURCE,
        accept=["jax", "python"],
        cases=[case("sample", x=2.0), case("hidden", "hidden", x=2.0)],
        generators=[generator],
    )


def check_stored(verdict: Verdict) -> None:
    """It can be stored, sent and read, and is within its bounds."""
    stored = verdict.model_dump_json()
    assert len(stored.encode()) <= verdict_bounds.VERDICT_BYTES
    assert Verdict.model_validate_json(stored).model_dump_json() == stored
    json.dumps(verdict.model_dump(mode="json"), allow_nan=False).encode()
    for one in verdict.cases:
        assert len(one.model_dump_json().encode()) <= verdict_bounds.CASE_BYTES
    assert verdict.verdict is not Outcome.JUDGE_ERROR


@given(SENT, st.sampled_from(COMPARATORS))
@FUZZED
def test_every_answer_gets_a_verdict(
    problem: Problem, answered: tuple[Value, list[bytes]], tolerance: Comparator
) -> None:
    expected, sent = answered
    cases = [
        replace(a_case("sample"), tolerance=tolerance),
        replace(a_case("drawn", "hidden", fixed=False), tolerance=tolerance),
        replace(a_case("fixed", "hidden"), tolerance=tolerance),
    ]
    with run_that_gets(sent, problem.spec.limits) as run:
        execution = execute(run, problem.harness, SOURCE, cases)

    outputs = [expected] * len(cases)
    told = CaseReports(cases, problem.spec, SOURCE).finish(execution, outputs)
    ended = report_loading(execution, SOURCE, problem.spec.limits)
    ended = ended or (told[0].verdict, CallFailed("sample", because(told[0])), None)
    check_stored(verdict_of(IDENTITY, ENVIRONMENT, ended, told, execution=execution))
    did = behaviour(execution, SOURCE, cases)
    if did is not None:
        assert explains(did, did, cases, outputs, problem.spec.accept) in (True, False)


class ScriptedStrategies:
    """The reference returns `expected`, and a submission sends these frames, over and over."""

    def __init__(self, expected: Value, sent: Sequence[bytes]) -> None:
        description, body = encode(expected)
        self._right = [frames.pack({"value": description}, body)]
        self._sent = sent

    def execute(
        self, problem: Problem, role: str, source: str, cases: Sequence[Case], **manner: Any
    ) -> Execution:
        calls = len(cases) * (3 if manner.get("observe") else 1)
        frames_ = self._sent if role == "submission" else self._right
        sent = [frames_[index % len(frames_)] for index in range(calls)]
        with run_that_gets(sent, problem.spec.limits) as run:
            return execute(
                run, problem.harness, source, cases, observe=manner.get("observe", False)
            )

    def executor(self, role: str) -> Any:
        return partial(self._as, role)

    def _as(self, role: str, problem: Problem, source: str, cases: Sequence[Case]) -> Execution:
        return self.execute(problem, role, source, cases)


class ScriptedOutputs:
    def __init__(self, expected: Value) -> None:
        self._expected = expected

    def cases(self, problem: Problem, seed: int) -> tuple[Case, ...]:
        return draw_cases(problem.spec, seed)

    def warm_up_cases(self, problem: Problem) -> tuple[Case, ...]:
        return draw_warm_up_cases(problem.spec)

    def outputs(self, _: Problem, __: int, cases: Sequence[Case]) -> tuple[Value, ...]:
        return (self._expected,) * len(cases)


@given(SENT, st.sampled_from(COMPARATORS))
@settings(FUZZED, max_examples=max(EXAMPLES // 4, 10))
def test_every_answer_can_be_reviewed(
    problem: Problem, answered: tuple[Value, list[bytes]], tolerance: Comparator
) -> None:
    expected, sent = answered
    spec = problem.spec.model_copy(update={"tolerance": tolerance})
    judged = replace(problem, spec=spec)
    strategies = ScriptedStrategies(expected, sent)
    cases = draw_cases(spec, 1)
    execution = strategies.execute(judged, "submission", SOURCE, cases)
    told = CaseReports(cases, spec, SOURCE).finish(execution, [expected] * len(cases))
    ended = (told[0].verdict, CallFailed("sample", because(told[0])), None)
    verdict = verdict_of(IDENTITY, ENVIRONMENT, ended, told, execution=execution)

    outputs = cast("ExpectedOutputs", ScriptedOutputs(expected))
    remarks = Remarks(cast("Strategies", strategies), outputs)
    reviewer = Reviewer(cast("Strategies", strategies), outputs, remarks)
    check_stored(reviewer.review(judged, SOURCE, verdict, None))
