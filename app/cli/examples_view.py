"""What the examples of a problem gave, as a person reads it."""

from collections.abc import Sequence
from pathlib import PurePath

from rich.console import Group
from rich.text import Text

from app.cli.printing import indented, line, table
from app.cli.verdict_view import outcome_text
from graders.examples import ExampleResult

_CASES_NAMED = 3


def examples_view(results: Sequence[ExampleResult]) -> Group:
    """The table of examples, what to know about those that differ, and the sum."""
    rows = table("example", "expected", "got", "time", "caught by")
    rows.columns[3].justify = "right"
    rows.columns[3].no_wrap = True
    for result in results:
        rows.add_row(
            line(PurePath(result.example.name).stem),
            outcome_text(result.example.expected),
            _got(result),
            f"{result.verdict.time_ms / 1e3:.2f} s",
            line(_caught_by(result)),
        )
    differing = [result for result in results if not result.is_as_expected]
    explained = [
        part
        for result in differing
        for part in (Text(), line(result.example.name, "bold"), indented(_why(result)))
    ]
    count = f"{len(results) - len(differing)} of {len(results)} examples got the expected verdict"
    seed = f", seed {results[0].verdict.seed}" if results else ""
    return Group(rows, *explained, Text(), Text(count, "red" if differing else "green") + seed)


def _got(result: ExampleResult) -> Text:
    if result.is_as_expected:
        return Text("as expected", "green")
    return Text(result.verdict.verdict, "bold red")


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
