from collections.abc import Sequence

from rich.console import Console

from app.cli.examples_table import examples_table
from graders.core.verdict import Outcome
from graders.verification.report import ExampleReport, NotToldApart


def _example(name: str, *, named: Sequence[str] | None = None, rightly: bool) -> ExampleReport:
    outcome = Outcome(name.split("/")[0])
    return ExampleReport(
        name=name,
        expected=outcome,
        got=outcome,
        as_expected=True,
        caught_by=("one",),
        named=None if named is None else tuple(named),
        named_rightly=rightly,
        time_ms=1.5,
        message="",
    )


def _shown(examples: Sequence[ExampleReport], together: Sequence[NotToldApart] = ()) -> str:
    console = Console(width=150, markup=False, emoji=False, highlight=False)
    with console.capture() as capture:
        console.print(examples_table(examples, together, case_count=2))
    return "\n".join(text.rstrip() for text in capture.get().splitlines())


def _named(shown: str, example: str) -> str:
    """What stands in the column "named", which is followed by the case that catches it."""
    [row] = [row for row in shown.splitlines() if row.strip().startswith(f"{example} ")]
    return row.split("0.00 s")[1].removesuffix("one").strip()


def test_tells_of_each_wrong_example_whether_it_is_named() -> None:
    shown = _shown(
        [
            _example("accepted/good.py", rightly=True),
            _example("wrong_answer/own.py", named=["own"], rightly=True),
            _example("wrong_answer/both.py", named=["both", "own"], rightly=True),
            _example("wrong_answer/none.py", named=[], rightly=False),
            _example("runtime_error/others.py", named=["own"], rightly=False),
            _example("time_limit_exceeded/slow.py", rightly=True),
        ]
    )
    assert _named(shown, "good") == ""
    assert _named(shown, "own") == "yes"
    assert _named(shown, "both") == "yes or own"
    assert _named(shown, "none") == "no"
    assert _named(shown, "others") == "no, own"
    assert _named(shown, "slow") == ""
    assert "6 of 6 examples got the expected verdict, 2 of 4 mistakes are named" in shown
    assert "together" not in shown


def test_tells_which_mistakes_are_told_together() -> None:
    groups = [
        NotToldApart(mistakes=("left", "right"), same_hint=True),
        NotToldApart(mistakes=("up", "down"), same_hint=False),
    ]
    shown = _shown([], groups)
    assert "Named together, with the same hint: left, right\n" in shown
    assert shown.endswith("Named together, with different hints: up, down")
