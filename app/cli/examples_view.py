"""What the examples of a problem gave, as a person reads it."""

from collections.abc import Iterator, Sequence
from pathlib import PurePath

from rich.console import Group, RenderableType
from rich.text import Text

from app.cli.printing import indented, line, table
from app.cli.verdict_view import outcome_text
from graders.examples import ExampleResult

_CASES_NAMED = 3


def examples_view(results: Sequence[ExampleResult]) -> Group:
    """The table of examples, what to know about those that differ, and the sum."""
    rows = table("example", "expected", "got", "time", "named", "caught by")
    rows.columns[3].justify = "right"
    rows.columns[3].no_wrap = True
    for result in results:
        rows.add_row(
            line(PurePath(result.example.name).stem),
            outcome_text(result.example.expected),
            _got(result),
            f"{result.verdict.time_ms / 1e3:.2f} s",
            _named(result),
            line(_caught_by(result)),
        )
    explained = [
        part
        for result in results
        if not result.is_as_expected
        for part in (Text(), line(result.example.name, "bold"), indented(_why(result)))
    ]
    return Group(rows, *explained, *_not_told_apart(results), Text(), _sum(results))


def _got(result: ExampleResult) -> Text:
    if result.is_as_expected:
        return Text("as expected", "green")
    return Text(result.verdict.verdict, "bold red")


def _named(result: ExampleResult) -> Text:
    """Whether a learner who does the same is told this mistake, or which others."""
    if result.named is None:
        return Text()
    others = [mistake for mistake in result.named if mistake != result.example.mistake]
    if not result.is_named_rightly:
        return line(f"no, {' or '.join(others)}" if others else "no", "yellow")
    return line(" or ".join(["yes", *others]), "yellow" if others else "green")


def _not_told_apart(results: Sequence[ExampleResult]) -> Iterator[RenderableType]:
    """Each group of mistakes that a learner would be told together."""
    groups = dict.fromkeys(
        result.verdict.hints for result in results if len(result.verdict.hints) > 1
    )
    for hints in groups:
        yield Text()
        yield line("The cases can't tell these mistakes apart", "bold")
        same = len({hint.text for hint in hints}) == 1
        advice = "They have the same hint." if same else "Add a case, or give them the same hint."
        yield indented(f"{', '.join(hint.mistake for hint in hints)}\n{advice}")


def _sum(results: Sequence[ExampleResult]) -> Text:
    expected = sum(result.is_as_expected for result in results)
    text = Text(
        f"{expected} of {len(results)} examples got the expected verdict",
        "green" if expected == len(results) else "red",
    )
    wrong = [result for result in results if result.named is not None]
    if wrong:
        named = sum(result.is_named_rightly for result in wrong)
        style = "green" if named == len(wrong) else "yellow"
        text += Text.assemble(", ", (f"{named} of {len(wrong)} mistakes are named", style))
    return text + (f", seed {results[0].verdict.seed}" if results else "")


def _caught_by(result: ExampleResult) -> str:
    caught_by = result.caught_by
    if len(caught_by) == result.verdict.total > 1:
        return f"all {len(caught_by)} cases"
    names = ", ".join(caught_by[:_CASES_NAMED])
    more = len(caught_by) - _CASES_NAMED
    return f"{names} and {more} more" if more > 0 else names


def _why(result: ExampleResult) -> str:
    got = result.verdict
    caught = "" if result.caught_by or not got.passed else "No case catches it. "
    return f"{caught}Expected {result.example.expected}, got {got.verdict}: {got.message}"
