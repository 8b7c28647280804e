from typing import Any

import pytest

from graders.strength.findings import find, holds
from graders.strength.report import (
    DegenerateAnswerReport,
    ExampleReport,
    Finding,
    MutationReport,
    SpreadReport,
)
from graders.verdict import Outcome

_NO_MUTANTS = MutationReport(
    made=0, run=0, killed=0, survived=0, timed_out=0, score=None, mutants=()
)


def _example(expected: Outcome, got: Outcome) -> ExampleReport:
    return ExampleReport(
        name="folder/one.py",
        expected=expected,
        got=got,
        as_expected=expected is got,
        caught_by=(),
        time_ms=1.0,
        message="As it says.",
    )


def _answer(name: str, status: Any) -> DegenerateAnswerReport:
    return DegenerateAnswerReport(name=name, description="...", status=status, rejected_by=())


def _spread(variant: Any, share: float | None) -> SpreadReport:
    return SpreadReport(
        variant=variant,
        share_of_tolerance=share,
        max_abs_error=share,
        worst_case="one",
        not_measured=None,
    )


def _find(**parts: Any) -> tuple[Finding, ...]:
    nothing: dict[str, Any] = {"examples": [], "degenerate_answers": [], "spreads": []}
    return find(**nothing | {"mutation": _NO_MUTANTS} | parts)


def test_nothing_is_wrong() -> None:
    right = _example(Outcome.WRONG_ANSWER, Outcome.WRONG_ANSWER)
    answers = [_answer("zeros", "rejected"), _answer("transposed", "not_applicable")]
    findings = _find(examples=[right], degenerate_answers=answers)
    assert findings == ()
    assert holds(findings)


def test_a_mistake_that_no_case_catches() -> None:
    [finding] = _find(examples=[_example(Outcome.WRONG_ANSWER, Outcome.ACCEPTED)])
    assert finding.severity == "failure"
    assert finding.message == (
        "folder/one.py must get wrong_answer, and got accepted. "
        "No case catches it: add one that does."
    )


def test_another_difference_says_what_the_judge_said() -> None:
    [finding] = _find(examples=[_example(Outcome.ACCEPTED, Outcome.RUNTIME_ERROR)])
    assert "must get accepted, and got runtime_error: As it says." in finding.message
    assert not holds([finding])


def test_an_accepted_degenerate_answer_is_a_failure() -> None:
    [finding] = _find(degenerate_answers=[_answer("echo_x", "accepted")])
    assert finding.subject == "degenerate_answer"
    assert finding.message.startswith("echo_x passes every case")
    assert not holds([finding])


def test_surviving_mutants_are_a_warning() -> None:
    [finding] = _find(mutation=_NO_MUTANTS.model_copy(update={"run": 9, "survived": 2}))
    assert finding.message.startswith("2 of 9 mutants of the reference pass every case.")
    assert holds([finding])


@pytest.mark.parametrize("variant", ["float64", "jitted"])
@pytest.mark.parametrize(
    ("share", "said"), [(0.1, None), (None, None), (0.11, "may fail"), (1.2, "will fail")]
)
def test_a_tolerance_within_ten_times_the_spread(
    variant: str, share: float | None, said: str | None
) -> None:
    findings = _find(spreads=[_spread(variant, share)])
    assert [said in finding.message for finding in findings if said] == ([True] if said else [])
    assert bool(findings) == bool(said)
    assert holds(findings)


def test_that_bfloat16_is_far_off_is_as_it_should_be() -> None:
    assert _find(spreads=[_spread("bfloat16", 30.0)]) == ()


def test_failures_come_before_warnings() -> None:
    findings = _find(
        spreads=[_spread("jitted", 2.0)],
        mutation=_NO_MUTANTS.model_copy(update={"run": 1, "survived": 1}),
        degenerate_answers=[_answer("zeros", "accepted")],
        examples=[_example(Outcome.ACCEPTED, Outcome.WRONG_ANSWER)],
    )
    assert [finding.severity for finding in findings] == [
        "failure",
        "failure",
        "warning",
        "warning",
    ]
