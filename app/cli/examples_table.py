"""What the examples of a problem got, as a person reads it."""

from collections.abc import Sequence
from pathlib import PurePath

from rich.console import Group
from rich.text import Text

from app.cli.printing import line, table
from app.cli.verdict_view import outcome_text
from graders.strength.report import ExampleReport

_CASES_NAMED = 3


def examples_table(examples: Sequence[ExampleReport], case_count: int) -> Group:
    """A row an example, and how many got the expected verdict."""
    rows = table("example", "expected", "got", "time", "caught by")
    rows.columns[3].justify = "right"
    rows.columns[3].no_wrap = True
    for example in examples:
        rows.add_row(
            line(PurePath(example.name).stem),
            outcome_text(example.expected),
            _got(example),
            f"{example.time_ms / 1e3:.2f} s",
            line(_caught_by(example, case_count)),
        )
    right = sum(example.as_expected for example in examples)
    count = f"{right} of {len(examples)} examples got the expected verdict"
    return Group(rows, Text(count, "green" if right == len(examples) else "red"))


def _got(example: ExampleReport) -> Text:
    if example.as_expected:
        return Text("as expected", "green")
    return Text(example.got, "bold red")


def _caught_by(example: ExampleReport, case_count: int) -> str:
    caught_by = example.caught_by
    if len(caught_by) == case_count > 1:
        return f"all {case_count} cases"
    names = ", ".join(caught_by[:_CASES_NAMED])
    more = len(caught_by) - _CASES_NAMED
    return f"{names} and {more} more" if more > 0 else names
