"""No verdict is larger than its bound, whatever a submission and its problem say."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graders.comparison.display import shown, shown_arguments
from graders.core import verdict_bounds
from graders.core.reasons.every import REASONS
from graders.core.values import Array, Constant, Node, Value
from graders.core.verdict import (
    CaseVerdict,
    Comparison,
    Element,
    Environment,
    ErrorReport,
    FailingInput,
    Hint,
    Outcome,
    Remark,
    Verdict,
)
from graders.core.verdict_bounds import cut, json_bytes
from graders.execution.run_cases import Execution
from graders.grading.case_verdicts import CaseReports
from graders.grading.size_allowance import in_brief
from graders.sandbox.outcomes import Raised
from tests.graders.scripted import SPEC, a_call, a_case

# Each character takes six bytes as JSON, or two, or four: what is cut is cut at its bytes.
ENDLESS = "\x01" * 200_000
PARAMETERS = {"path": ENDLESS, "missing": [ENDLESS] * 5, "got": [2**63] * 32}
LARGE: dict[str, Value] = {
    "x": Array(np.full(999, -1.2345678901234567e-300), "jax"),
    "y": Node("dict", {f"{n}\x01": Constant("\x01" * 300) for n in range(400)}),
}


def an_element() -> Element:
    return Element(
        path=ENDLESS,
        index=(2**31 - 1,) * 32,
        got="\U0010ffff" * 203,
        expected="\U0010ffff" * 203,
        ulp_error=-1.2345678901234567e-300,
    )


def a_comparison() -> Comparison:
    error = -1.2345678901234567e-300
    return Comparison(
        kind="nonfinite",
        path=ENDLESS,
        max_abs_error=error,
        max_rel_error=error,
        max_ulp_error=error,
        mismatched=2**63,
        total=2**63,
        worst=(an_element(),) * 5,
        comparator="up_to_permutation",
        atol=error,
        rtol=error,
        max_ulps=2**31,
    )


def an_error() -> ErrorReport:
    return ErrorReport(type=ENDLESS, message=ENDLESS, line=2**31 - 1, source_line=ENDLESS)


def a_large_case(name: str = "\x01" * 80) -> CaseVerdict:
    return CaseVerdict(
        name=name,
        visibility="sample",
        verdict=Outcome.OUTPUT_LIMIT_EXCEEDED,
        message=ENDLESS,
        reason=max(REASONS, key=len),
        parameters=PARAMETERS,
        author_message="\x01" * 500,
        weight=-1.2345678901234567e-300,
        time_ms=-1.2345678901234567e-300,
        cpu_ms=-1.2345678901234567e-300,
        stdout=ENDLESS,
        stderr=ENDLESS,
        comparison=a_comparison(),
        error=an_error(),
        arguments=shown_arguments(LARGE),
        got=shown(LARGE["x"]),
        expected=shown(LARGE["x"]),
        reproducer=ENDLESS,
    )


def stored_bytes(result: CaseVerdict | Verdict | FailingInput) -> int:
    return len(result.model_dump_json().encode())


def test_a_case_is_within_its_bound() -> None:
    assert verdict_bounds.CASE_BYTES / 2 < stored_bytes(a_large_case()) <= verdict_bounds.CASE_BYTES


def test_a_case_in_brief_is_within_its_share() -> None:
    brief = in_brief(a_large_case())

    assert stored_bytes(brief) + 1 <= verdict_bounds.BRIEF_CASE_BYTES
    assert brief.message.endswith("(All else is left out: the verdict is too large.)")


def test_cases_in_brief_leave_room_for_each_of_the_most() -> None:
    assert SPEC.case_count <= 1000
    assert 1000 * verdict_bounds.BRIEF_CASE_BYTES <= verdict_bounds.CASES_BYTES


def test_a_verdict_of_the_most_cases_is_within_its_bound() -> None:
    cases = [
        a_case(f"{n}".rjust(80, "\x01"), "sample" if n < 40 or n >= 960 else "hidden", fixed=False)
        for n in range(1000)
    ]
    raised = Raised("run", "\x01" * 200, "\x01" * 2000, 1)
    calls = [
        replace(a_call(raised if n % 3 else LARGE["x"]), stdout=ENDLESS[:1000], stderr="")
        for n in range(1000)
    ]
    source = "\x01" * 60_000
    given = {"x": LARGE["x"]}
    cases = [replace(case, arguments=given, message="\x01" * 500) for case in cases]
    told = CaseReports(cases, SPEC, source).finish(
        Execution(calls=calls), [Array(np.ones(999), "jax")] * 1000
    )
    assert {case.verdict for case in told} == {Outcome.WRONG_ANSWER, Outcome.RUNTIME_ERROR}

    verdict = a_verdict(told)

    assert verdict_bounds.VERDICT_BYTES / 2 < stored_bytes(verdict) <= verdict_bounds.VERDICT_BYTES
    assert told[0].got == shown(LARGE["x"])
    assert told[-1].message.endswith("(All else is left out: the verdict is too large.)")


def a_verdict(cases: tuple[CaseVerdict, ...]) -> Verdict:
    """With everything at its bound that a verdict and a review have beside the cases."""
    names = tuple(case.name for case in cases)
    scripts = tuple(
        case.model_copy(update={"reproducer": cut(ENDLESS, verdict_bounds.REPRODUCER_BYTES)})
        for case in cases[-5:]
    )
    return Verdict(
        id="0" * 32,
        problem="p" * 80,
        revision="0" * 64,
        seed=2**31,
        verdict=Outcome.WRONG_ANSWER,
        message=ENDLESS,
        reason=max(REASONS, key=len),
        parameters=PARAMETERS,
        passed=0,
        total=1000,
        score=0.1234567890123456,
        cases=(*cases[:-5], *scripts),
        hints=(Hint(mistake=ENDLESS, also=names, text=ENDLESS, cases=names),),
        error=an_error(),
        smallest=FailingInput(
            arguments=shown_arguments(LARGE),
            probe=None,
            verdict=Outcome.WRONG_ANSWER,
            message=ENDLESS,
            reason=max(REASONS, key=len),
            parameters=PARAMETERS,
            expected=shown(LARGE["x"]),
            got=shown(LARGE["x"]),
            error=an_error(),
            comparison=a_comparison(),
            reproducer=ENDLESS,
        ),
        remarks=(Remark(kind="changes_global_state", text=ENDLESS, line=2**31 - 1),) * 20,
        environment=Environment(python="3", jax="0", flax="0", sandbox=("landlock",)),
    )


def test_what_is_read_back_is_what_was_stored() -> None:
    verdict = a_verdict((a_large_case(),) * 7)
    stored = verdict.model_dump_json()
    assert Verdict.model_validate_json(stored).model_dump_json() == stored


@given(st.text(st.characters(exclude_categories=())), st.integers(20, 100))
@example("\ud800" * 50, 20)
@example("\U0010ffff" * 50, 21)
@example('"' * 50, 22)
def test_cut_text_is_within_its_bound(text: str, most_bytes: int) -> None:
    shortened = cut(text, most_bytes)

    assert json_bytes(shortened) <= most_bytes
    assert cut(shortened, most_bytes) == shortened
    readable = text.encode(errors="backslashreplace").decode()
    if json_bytes(readable) <= most_bytes:
        assert shortened == readable
    else:
        assert shortened.endswith(verdict_bounds.MARK)
        assert readable.startswith(shortened.removesuffix(verdict_bounds.MARK))


@given(
    st.dictionaries(
        st.text(max_size=8), st.text() | st.integers() | st.lists(st.text()), max_size=4
    )
)
def test_parameters_are_within_their_bound(parameters: dict[str, object]) -> None:
    told = verdict_bounds.cut_within(parameters, 100)

    assert json_bytes(told) <= 100
    assert verdict_bounds.cut_within(told, 100) == told
    assert told == {} or told.keys() == parameters.keys()


def test_parameters_that_fit_are_told_whole() -> None:
    parameters = {"path": "layers.2.kernel", "got": [3, 1], "because": {"reason": "not_run"}}
    assert verdict_bounds.cut_within(parameters, 200) == parameters


def test_cut_keeps_as_much_as_there_is_room_for() -> None:
    assert cut("é" * 100, 51) == "é" * 20 + verdict_bounds.MARK
    assert json_bytes(cut("é" * 100, 51)) == 51


def test_names_beyond_the_bound_are_counted() -> None:
    names = tuple(f"{n}".rjust(80, "\x01") for n in range(1000))

    told = verdict_bounds.first_names(names)

    assert len(json.dumps(told)) <= verdict_bounds.NAMES_BYTES
    assert told[:-1] == names[: len(told) - 1]
    assert told[-1] == f"... and {1000 - len(told) + 1} more"


@pytest.mark.parametrize("count", [0, 1, 1000])
def test_ordinary_names_are_told_whole(count: int) -> None:
    names = tuple(f"case {n}" for n in range(count))
    assert verdict_bounds.first_names(names) == names
