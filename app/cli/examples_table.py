"""The verdicts of a problem's examples on the terminal."""

from collections.abc import Sequence
from pathlib import PurePath

from rich.console import Group
from rich.text import Text

from app.cli.printing import line, table
from app.cli.verdict_view import outcome_text
from graders.verification.report import ExampleReport, NotToldApart

_CASES_NAMED = 3


def examples_table(
    examples: Sequence[ExampleReport], not_told_apart: Sequence[NotToldApart], case_count: int
) -> Group:
    """A row for each example, how many are as expected, and which are named together."""
    rows = table("example", "expected", "got", "time", "named", "caught by")
    rows.columns[3].justify = "right"
    rows.columns[3].no_wrap = True
    for example in examples:
        rows.add_row(
            line(PurePath(example.name).stem),
            outcome_text(example.expected),
            _got(example),
            f"{example.time_ms / 1e3:.2f} s",
            _named(example),
            line(_caught_by(example, case_count)),
        )
    together = [line(_told_together(group)) for group in not_told_apart]
    return Group(rows, _sum(examples), *together)


def _got(example: ExampleReport) -> Text:
    if example.as_expected:
        return Text("as expected", "green")
    return Text(example.got, "bold red")


def _named(example: ExampleReport) -> Text:
    """Whether a learner who does the same is told this mistake, or which others."""
    if example.named is None:
        return Text()
    own = PurePath(example.name).stem
    others = [mistake for mistake in example.named if mistake != own]
    if not example.named_rightly:
        return line(f"no, {' or '.join(others)}" if others else "no", "yellow")
    return line(" or ".join(["yes", *others]), "yellow" if others else "green")


def _sum(examples: Sequence[ExampleReport]) -> Text:
    right = sum(example.as_expected for example in examples)
    count = f"{right} of {len(examples)} examples got the expected verdict"
    said = Text(count, "green" if right == len(examples) else "red")
    if wrong := [example for example in examples if example.named is not None]:
        named = sum(example.named_rightly for example in wrong)
        style = "green" if named == len(wrong) else "yellow"
        said += Text.assemble(", ", (f"{named} of {len(wrong)} mistakes are named", style))
    return said


def _told_together(group: NotToldApart) -> str:
    hints = "with the same hint" if group.same_hint else "with different hints"
    return f"Named together, {hints}: {', '.join(group.mistakes)}"


def _caught_by(example: ExampleReport, case_count: int) -> str:
    caught_by = example.caught_by
    if len(caught_by) == case_count > 1:
        return f"all {case_count} cases"
    names = ", ".join(caught_by[:_CASES_NAMED])
    more = len(caught_by) - _CASES_NAMED
    return f"{names} and {more} more" if more > 0 else names
