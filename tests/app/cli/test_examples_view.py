from collections.abc import Sequence

from rich.console import Console

from app.cli.examples_view import examples_view
from graders.examples import ExampleResult
from graders.problem import ExampleSubmission
from graders.verdict import Hint, Outcome
from tests.app.cli.verdicts import case, verdict


def _result(name: str, named: Sequence[str] = (), hint: str = "Mind the bias.") -> ExampleResult:
    outcome = Outcome(name.split("/")[0])
    hints = tuple(Hint(mistake=mistake, text=hint, cases=("one",)) for mistake in named)
    return ExampleResult(
        ExampleSubmission(name, outcome, "", "Mind the bias."),
        verdict(outcome, case("one", outcome), hints=hints),
    )


def _shown(*results: ExampleResult) -> str:
    console = Console(width=150, markup=False, emoji=False, highlight=False)
    with console.capture() as capture:
        console.print(examples_view(results))
    return "\n".join(text.rstrip() for text in capture.get().splitlines())


def _named(shown: str, example: str) -> str:
    """What stands in the column "named", which is followed by the case that catches it."""
    [row] = [row for row in shown.splitlines() if row.strip().startswith(f"{example} ")]
    return row.split("0.00 s")[1].removesuffix("one").strip()


def test_tells_of_each_wrong_example_whether_it_is_named() -> None:
    shown = _shown(
        _result("accepted/good.py"),
        _result("wrong_answer/own.py", ["own"]),
        _result("wrong_answer/none.py"),
        _result("runtime_error/others.py", ["own"]),
        _result("time_limit_exceeded/slow.py"),
    )
    assert _named(shown, "good") == ""
    assert _named(shown, "own") == "yes"
    assert _named(shown, "none") == "no"
    assert _named(shown, "others") == "no, own"
    assert _named(shown, "slow") == ""
    assert "5 of 5 examples got the expected verdict, 1 of 3 mistakes are named, seed 7" in shown
    assert "apart" not in shown


def test_tells_once_which_mistakes_are_not_told_apart() -> None:
    both = ["left", "right"]
    shown = _shown(*(_result(f"wrong_answer/{name}.py", both) for name in both))
    assert _named(shown, "left") == "yes or right"
    assert _named(shown, "right") == "yes or left"
    heading = "The cases can't tell these mistakes apart"
    assert shown.count(heading) == 1
    assert f"{heading}\n  left, right\n  They have the same hint." in shown


def test_advises_where_mistakes_that_are_not_told_apart_have_different_hints() -> None:
    result = _result("wrong_answer/left.py", ["left", "right"])
    [left, right] = result.verdict.hints
    hints = (left, right.model_copy(update={"text": "Mind the kernel."}))
    differing = ExampleResult(result.example, result.verdict.model_copy(update={"hints": hints}))
    assert "  left, right\n  Add a case, or give them the same hint." in _shown(differing)
