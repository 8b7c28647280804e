from typing import Any

import pytest
from rich.console import Console

from app.cli.problem_report_view import problem_report_view
from graders.core.verdict import Outcome
from graders.verification.report import (
    CaseReport,
    DegenerateAnswerReport,
    ExampleReport,
    Finding,
    MutantReport,
    MutationReport,
    ProblemReport,
    ProgramReport,
    SpreadReport,
)

_MUTATION = MutationReport(
    made=4, run=4, killed=4, survived=0, timed_out=0, not_judged=0, score=1.0, mutants=()
)


def _shown(**parts: Any) -> str:
    report = ProblemReport(
        **{
            "problem": "double",
            "revision": "abc",
            "seed": 7,
            "holds": True,
            "findings": (),
            "examples": (),
            "not_told_apart": (),
            "cases": (),
            "degenerate_answers": (),
            "mutation": _MUTATION,
            "tolerance": (),
        }
        | parts
    )
    console = Console(width=200, color_system=None, markup=False, emoji=False, highlight=False)
    with console.capture() as capture:
        console.print(problem_report_view(report))
    return "\n".join(row.rstrip() for row in capture.get().splitlines())


def _case(name: str, *, redundant: bool) -> CaseReport:
    return CaseReport(
        name=name,
        visibility="hidden",
        catches=("one", "two"),
        catches_alone=("two",),
        first_kills=3,
        redundant=redundant,
    )


def _finding(severity: Any, message: str) -> Finding:
    return Finding(severity=severity, subject="example", message=message)


@pytest.mark.parametrize(
    ("holds", "severities", "said"),
    [
        (True, [], "The tests of this problem pass: nothing wrong was accepted."),
        (True, ["warning"], "The tests of this problem pass, with warnings."),
        (False, ["failure", "warning"], "The tests of this problem have failures."),
    ],
)
def test_the_first_line_is_the_sum(*, holds: bool, severities: list[str], said: str) -> None:
    findings = tuple(_finding(severity, f"A {severity}.") for severity in severities)
    first, *rest = _shown(holds=holds, findings=findings).splitlines()
    assert first == f"{said}  double, revision abc, seed 7"
    assert [row.strip() for row in rest[: len(severities)]] == [f"{s}: A {s}." for s in severities]


def test_a_case_and_what_it_contributes() -> None:
    shown = _shown(cases=(_case("needed", redundant=False), _case("spare", redundant=True)))
    assert ["needed", "hidden", "2", "1", "3"] in [row.split() for row in shown.splitlines()]
    assert "catch nothing that those before them do not: spare" in shown


def test_degenerate_answers_by_status() -> None:
    statuses: list[tuple[str, Any]] = [
        ("zeros", "accepted"),
        ("ones", "rejected"),
        ("nan", "rejected"),
        ("echo_x", "not_judged"),
        ("transposed", "not_applicable"),
    ]
    shown = _shown(
        degenerate_answers=tuple(
            DegenerateAnswerReport(name=name, description="", status=status, rejected_by=())
            for name, status in statuses
        )
    )
    assert (
        "accepted: zeros\nnot judged: echo_x\nrejected: ones, nan\nnot applicable: transposed\n"
        in shown
    )


def test_survivors_are_shown_with_their_diff() -> None:
    def mutant(status: Any, line: int) -> MutantReport:
        return MutantReport(
            operator="constant",
            line=line,
            status=status,
            killed_by=None,
            diff=f"--- solution.py\n+++ mutant\n@@ -{line} +{line} @@\n-x = 1\n+x = 2\x1b[31m\n",
        )

    mutation = MutationReport(
        made=120,
        run=100,
        killed=97,
        survived=1,
        timed_out=2,
        not_judged=0,
        score=0.99,
        mutants=(mutant("killed", 1), mutant("survived", 8)),
    )
    shown = _shown(mutation=mutation)
    assert "99 of 100 caught, 2 of them by running out of time; 120 could be made\n" in shown
    assert (
        "line 8, constant: no case notices\n  @@ -8 +8 @@\n  -x = 1\n  +x = 2\\x1b[31m\n" in shown
    )
    assert "line 1, constant" not in shown


def test_the_tolerance() -> None:
    shown = _shown(
        tolerance=(
            SpreadReport(
                variant="float64",
                share_of_tolerance=0.0123,
                max_abs_error=4e-7,
                worst_case="random 1",
                not_measured=None,
            ),
            SpreadReport(
                variant="jitted",
                share_of_tolerance=None,
                max_abs_error=None,
                worst_case=None,
                not_measured="a reason",
            ),
        )
    )
    assert ["float64", "0.012", "4e-07", "random", "1"] in [r.split() for r in shown.splitlines()]
    assert "jitted: not measured: a reason" in shown


def _example(name: str, beyond_warm_up: Any) -> ExampleReport:
    return ExampleReport(
        name=f"accepted/{name}.py",
        expected=Outcome.ACCEPTED,
        got=Outcome.ACCEPTED,
        as_expected=True,
        caught_by=(),
        named=None,
        named_rightly=True,
        time_ms=1.0,
        message="",
        beyond_warm_up=beyond_warm_up,
    )


def test_what_the_warm_up_lacks() -> None:
    add = [ProgramReport(name="jit_add", takes=(f"float32[{n}]", "float32[]")) for n in range(5)]
    more = [ProgramReport(name=f"jit_{n}", takes=()) for n in range(6)]
    shown = _shown(examples=(_example("a", (*add, *more)), _example("b", ()), _example("c", None)))
    assert (
        "a compiles, and the warm-up does not: jit_add (float32[0], float32[]; float32[1], "
        "float32[]; float32[2], float32[] and 2 more), jit_0 (), jit_1 (), jit_2 (), jit_3 () "
        "and 2 more\n"
    ) in shown
    assert "b compiles" not in shown


@pytest.mark.parametrize(
    ("beyond", "said"),
    [
        ((), "It compiles all that the right examples need."),
        (None, "No right example could be tried after it."),
    ],
)
def test_a_warm_up_that_lacks_nothing(beyond: Any, said: str) -> None:
    assert _shown(examples=(_example("a", beyond),)).endswith(said)
