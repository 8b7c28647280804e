from typing import Any

import pytest

from graders.core.verdict import Outcome
from graders.verification.findings import find, holds
from graders.verification.problem_faults import Fault
from graders.verification.report import (
    DegenerateAnswerReport,
    ExampleReport,
    Finding,
    MutantReport,
    MutationReport,
    NotToldApart,
    SpreadReport,
)

_NO_MUTANTS = MutationReport(
    made=0, run=0, killed=0, survived=0, timed_out=0, not_judged=0, score=None, mutants=()
)


def _example(expected: Outcome, got: Outcome, *, named_rightly: bool = True) -> ExampleReport:
    return ExampleReport(
        name="folder/one.py",
        expected=expected,
        got=got,
        as_expected=expected is got,
        caught_by=(),
        named=None,
        named_rightly=named_rightly,
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
    nothing: dict[str, Any] = {
        "faults": (),
        "examples": (),
        "not_told_apart": (),
        "degenerate_answers": (),
        "mutation": _NO_MUTANTS,
        "spreads": (),
        "has_checker": False,
    }
    return find(**nothing | parts)


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


def test_what_a_checker_accepts_may_be_right() -> None:
    answers = [_answer(name, "accepted") for name in ("zeros", "reversed")]
    zeros, backwards = _find(degenerate_answers=answers, has_checker=True)
    assert (zeros.severity, backwards.severity) == ("failure", "warning")
    assert backwards.message.endswith("If it is wrong, let checker.py refuse it.")


def test_a_fault_is_a_failure() -> None:
    [finding] = _find(faults=[Fault("validator.py", "one", "ValueError: x is 2.")])
    assert finding.subject == "fault"
    assert finding.message == "validator.py: one: ValueError: x is 2."
    assert not holds([finding])


def test_a_checker_that_fails_on_answers_is_a_fault() -> None:
    zeros = _answer("zeros", "not_judged").model_copy(update={"not_judged": "case 1: It raised."})
    mutant = MutantReport(
        operator="constant", line=3, status="not_judged", killed_by=None, not_judged="...", diff=""
    )
    [finding] = _find(
        degenerate_answers=[zeros],
        mutation=_NO_MUTANTS.model_copy(update={"mutants": (mutant,)}),
    )
    assert (finding.severity, finding.subject) == ("failure", "fault")
    assert finding.message.startswith(
        "checker.py fails on 2 of the answers tried, as on zeros: case 1: It raised. A submission"
    )


def test_a_mistake_that_is_not_named_is_a_warning() -> None:
    wrong = Outcome.WRONG_ANSWER
    [finding] = _find(examples=[_example(wrong, wrong, named_rightly=False)])
    assert (finding.severity, finding.subject) == ("warning", "naming")
    assert "folder/one.py" in finding.message


def test_what_is_not_as_expected_is_told_once() -> None:
    example = _example(Outcome.WRONG_ANSWER, Outcome.ACCEPTED, named_rightly=False)
    assert [finding.subject for finding in _find(examples=[example])] == ["example"]


def test_mistakes_told_together_need_one_hint() -> None:
    groups = [
        NotToldApart(mistakes=("a", "b"), same_hint=True),
        NotToldApart(mistakes=("c", "d"), same_hint=False),
    ]
    [finding] = _find(not_told_apart=groups)
    assert finding.severity == "warning"
    assert "can't tell these mistakes apart: c, d." in finding.message


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
