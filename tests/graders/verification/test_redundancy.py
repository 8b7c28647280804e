from graders.core.verdict import CaseVerdict, Environment, Outcome, Verdict
from graders.problem.examples import ExampleSubmission
from graders.verification.examples import ExampleResult
from graders.verification.redundancy import report_cases
from graders.verification.report import DegenerateAnswerReport, MutantReport
from tests.graders.verification.made import a_case

_CASES = [a_case("s", "sample"), a_case("a"), a_case("b"), a_case("c")]


def _example(name: str, caught_by: str, expected: Outcome) -> ExampleResult:
    cases = tuple(
        CaseVerdict(
            name=case.name,
            visibility=case.visibility,
            verdict=Outcome.WRONG_ANSWER if case.name in caught_by else Outcome.ACCEPTED,
            message="",
        )
        for case in _CASES
    )
    verdict = Verdict(
        id="1",
        problem="any",
        revision="abc",
        seed=7,
        verdict=Outcome.WRONG_ANSWER if caught_by else Outcome.ACCEPTED,
        message="",
        passed=len(_CASES) - len(caught_by),
        total=len(_CASES),
        score=0.0,
        cases=cases,
        environment=Environment(python="3", jax="0", flax="0", sandbox=()),
    )
    return ExampleResult(ExampleSubmission(name, expected, "", "A title", None), verdict)


def _mistakes(**caught_by: str) -> list[ExampleResult]:
    return [_example(name, cases, Outcome.WRONG_ANSWER) for name, cases in caught_by.items()]


def _mutants(*killed_by: str | None) -> list[MutantReport]:
    return [
        MutantReport(
            operator="constant",
            line=1,
            status="killed" if name else "survived",
            killed_by=name,
            diff="",
        )
        for name in killed_by
    ]


def test_the_matrix() -> None:
    mistakes = _mistakes(one="sab", two="ab", three="c", missed="")
    reports = {report.name: report for report in report_cases(_CASES, mistakes, [], [])}
    assert {name: report.catches for name, report in reports.items()} == {
        "s": ("one",),
        "a": ("one", "two"),
        "b": ("one", "two"),
        "c": ("three",),
    }
    assert {name: report.catches_alone for name, report in reports.items()} == {
        "s": (),
        "a": (),
        "b": (),
        "c": ("three",),
    }


def test_redundant_is_what_catches_nothing_that_those_before_do_not() -> None:
    reports = report_cases(_CASES, _mistakes(one="sab", two="ab", three="c"), [], [])
    assert [report.name for report in reports if report.redundant] == ["b"]


def test_a_mutant_makes_a_case_worth_having() -> None:
    mistakes = _mistakes(one="abc")
    reports = report_cases(_CASES, mistakes, [], _mutants("c", "c", None))
    assert [report.name for report in reports if report.redundant] == ["b"]
    assert [report.first_kills for report in reports] == [0, 0, 0, 2]


def test_so_does_a_degenerate_answer() -> None:
    zeros = DegenerateAnswerReport(
        name="zeros", description="", status="rejected", rejected_by=("b", "c")
    )
    reports = report_cases(_CASES, _mistakes(one="abc"), [zeros], [])
    assert [report.name for report in reports if report.redundant] == ["c"]


def test_a_sample_is_never_called_redundant() -> None:
    [sample, *_] = report_cases(_CASES, _mistakes(one="a"), [], [])
    assert sample.catches == ()
    assert not sample.redundant


def test_an_accepted_example_that_fails_is_no_mistake_caught() -> None:
    reports = report_cases(_CASES, [_example("right", "abc", Outcome.ACCEPTED)], [], [])
    assert all(report.catches == () for report in reports)
