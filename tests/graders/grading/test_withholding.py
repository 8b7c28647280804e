"""What a verdict on a hidden case must not tell, whatever the submission does to make it."""

from dataclasses import replace

import numpy as np
import pytest

from graders.core.values import Array, Node, Value, number
from graders.core.verdict import CaseVerdict, Outcome, Visibility
from graders.execution.run_cases import Execution
from graders.grading.case_verdicts import CaseReports
from graders.sandbox.outcomes import Limit, ProcessEndedError, Raised, Unreadable
from tests.graders.scripted import (
    ARGUMENT,
    BOOM,
    EXPECTED,
    PRINTED,
    SOURCE,
    SPEC,
    a_call,
    a_case,
    a_stop,
    report,
    report_one,
)

# What a submission may choose to say, with an argument of the case in it.
LEAK = f"leak_{ARGUMENT}"


def told(verdict: CaseVerdict) -> str:
    return verdict.model_dump_json()


def test_sample_shows_all_that_happened() -> None:
    verdict = report_one(number(EXPECTED + 1))
    assert verdict.arguments == {"x": ARGUMENT}
    assert (verdict.stdout, verdict.stderr) == (PRINTED, PRINTED)
    assert verdict.comparison is not None
    [worst] = verdict.comparison.worst
    assert (worst.got, worst.expected) == (EXPECTED + 1, EXPECTED)
    assert verdict.comparison.max_abs_error == 1.0


def test_sample_says_which_element_is_the_worst() -> None:
    kernel = np.zeros((4, 2))
    expected = Node("dict", {"kernel": Array(kernel.copy(), "jax")})
    kernel[3, 1] = 2.5
    got = Node("dict", {"kernel": Array(kernel, "jax")})
    assert report_one(got, expected=expected).message == (
        "1 of 8 values is off by more than the tolerance, most of all in `kernel`; "
        "the largest error is about 2; `kernel[3, 1]` is 2.5 where 0 is expected."
    )


def test_sample_shows_the_text_of_an_exception() -> None:
    verdict = report_one(BOOM)
    assert verdict.message == f"It raised ValueError: x was {ARGUMENT}"
    assert verdict.error is not None
    assert verdict.error.message == f"x was {ARGUMENT}"


@pytest.mark.parametrize("fixed", [True, False], ids=["fixed", "drawn"])
@pytest.mark.parametrize(
    "answer",
    [
        number(EXPECTED),
        number(EXPECTED + 1),
        number(float("nan")),
        Array(np.full(3, 0.5), "python"),
        Unreadable("an object of type Model"),
        Raised("run", "ValueError", "no", 1),
    ],
    ids=["right", "wrong", "NaN", "other shape", "unreadable", "exception"],
)
def test_hidden_case_shows_neither_arguments_nor_prints_nor_expected_values(
    answer: Value | Unreadable | Raised, fixed: bool
) -> None:
    verdict = report_one(answer, a_case(visibility="hidden", fixed=fixed))
    assert verdict.arguments is None
    assert (verdict.stdout, verdict.stderr) == ("", "")
    for secret in (str(ARGUMENT), str(EXPECTED), PRINTED):
        assert secret not in told(verdict)


def test_hidden_fixed_case_does_not_show_the_size_of_the_error() -> None:
    verdict = report_one(number(EXPECTED + 123.456), a_case(visibility="hidden"))
    assert verdict.comparison is not None
    assert verdict.comparison.kind == "values"
    assert verdict.comparison.max_abs_error is None
    assert verdict.comparison.max_rel_error is None
    assert verdict.comparison.max_ulp_error is None
    assert "100" not in verdict.message


def test_hidden_drawn_case_shows_the_size_of_the_error_only_roughly() -> None:
    verdict = report_one(number(EXPECTED + 123.456), a_case(visibility="hidden", fixed=False))
    assert verdict.comparison is not None
    assert verdict.comparison.worst == ()
    assert verdict.comparison.max_abs_error == 100.0
    assert verdict.comparison.max_rel_error == 0.03
    assert verdict.comparison.max_ulp_error == 2e14


@pytest.mark.parametrize("visibility", ["sample", "hidden"])
def test_what_was_printed_before_a_stop(visibility: Visibility) -> None:
    case = a_case(visibility=visibility)
    [verdict] = report(Execution(stopped=a_stop(Limit.WALL)), [case])
    shown = PRINTED if visibility == "sample" else ""
    assert (verdict.stdout, verdict.stderr) == (shown, shown)


@pytest.mark.parametrize("visibility", ["sample", "hidden"])
def test_what_was_printed_while_loading_stands_with_a_first_sample(visibility: Visibility) -> None:
    execution = Execution(
        loading_stdout="loading\n", loading_stderr="careful\n", calls=[a_call(number(EXPECTED))] * 2
    )
    first, second = report(execution, [a_case("first", visibility), a_case("second")])
    shown = ("loading\n" + PRINTED, "careful\n" + PRINTED) if visibility == "sample" else ("", "")
    assert (first.stdout, first.stderr) == shown
    assert (second.stdout, second.stderr) == (PRINTED, PRINTED)


def test_exception_on_a_hidden_fixed_case_says_nothing_of_itself() -> None:
    # Of what type, and in which line, a submission can choose by the arguments.
    verdict = report_one(BOOM, a_case(visibility="hidden"))
    assert verdict.verdict is Outcome.RUNTIME_ERROR
    assert verdict.message == "It raised an exception."
    assert verdict.error is None


@pytest.mark.parametrize("code", [0, 3])
def test_end_in_a_hidden_fixed_case_does_not_say_by_what(code: int) -> None:
    execution = Execution(stopped=a_stop(ProcessEndedError(None, code)))
    [verdict] = report(execution, [a_case(visibility="hidden")])
    assert verdict.message == "The process ended before it returned."


def test_hidden_fixed_cases_are_reported_only_at_the_end() -> None:
    # When each ends is the submission's choice.
    tellings: list[str] = []
    cases = [a_case("first"), a_case("secret", "hidden")]
    reports = CaseReports(cases, SPEC, SOURCE, lambda _, verdict: tellings.append(verdict.name))
    execution = Execution(calls=[a_call(number(EXPECTED))] * 2)
    reports.update(execution, [number(EXPECTED)] * 2)
    assert tellings == ["first"]
    reports.finish(execution, [number(EXPECTED)] * 2)
    assert tellings == ["first", "secret"]


def test_exception_on_a_hidden_drawn_case_says_its_text() -> None:
    verdict = report_one(BOOM, a_case(visibility="hidden", fixed=False))
    assert verdict.message == f"It raised ValueError: x was {ARGUMENT}"


@pytest.mark.parametrize("type_name", ["MemoryError", "PermissionError", "XlaRuntimeError"])
def test_no_kind_of_exception_carries_a_hidden_fixed_argument_out(type_name: str) -> None:
    text = f"RESOURCE_EXHAUSTED: {ARGUMENT}"
    verdict = report_one(Raised("run", type_name, text, 2), a_case(visibility="hidden"))
    assert str(ARGUMENT) not in told(verdict)


@pytest.mark.parametrize(
    "expected",
    [number(EXPECTED), Node("dict", {"y": number(EXPECTED)})],
    ids=["number expected", "dict expected"],
)
@pytest.mark.parametrize(
    "answer",
    [
        Raised("run", LEAK, "", 2),
        Unreadable(f"an object of type {LEAK}"),
        Node(LEAK, {}),
        Node("dict", {LEAK: number(1.0)}),
    ],
    ids=["exception's type", "object's type", "container's type", "dict's key"],
)
def test_no_name_of_its_making_carries_a_hidden_fixed_argument_out(
    answer: Value | Unreadable | Raised, expected: Value
) -> None:
    verdict = report_one(answer, a_case(visibility="hidden"), expected)
    assert LEAK not in told(verdict)


@pytest.mark.parametrize("visibility", ["sample", "hidden"])
class TestAuthorMessage:
    def test_who_fails_reads_it(self, visibility: Visibility) -> None:
        case = replace(a_case(visibility=visibility), message="Think of zeros.")
        assert report_one(number(EXPECTED + 1), case).author_message == "Think of zeros."
        assert report_one(BOOM, case).author_message == "Think of zeros."

    def test_who_passes_does_not(self, visibility: Visibility) -> None:
        case = replace(a_case(visibility=visibility), message="Think of zeros.")
        assert report_one(number(EXPECTED), case).author_message is None
