"""The report of a problem's check on the terminal: first what is wrong, then the evidence."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from app.cli.examples_table import examples_table
from app.cli.printing import escape, indented, line, table
from graders.verification.report import (
    CaseReport,
    DegenerateAnswerReport,
    ExampleReport,
    Finding,
    MutationReport,
    ProblemReport,
    ProgramReport,
    SpreadReport,
)

_SEVERITY_STYLES = {"failure": "bold red", "warning": "bold yellow"}
_STATUS_STYLES = {
    "accepted": "red",
    "not_judged": "red",
    "rejected": "green",
    "not_applicable": "dim",
}
# Of programs that the warm-up lacks; the JSON has all.
_PROGRAMS_NAMED, _SHAPES_NAMED = 5, 3
_DIFF_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def problem_report_view(report: ProblemReport) -> RenderableType:
    """The findings, then the examples, the cases, what else was tried, and the warm-up."""
    sections = (
        (
            "Examples",
            [examples_table(report.examples, report.not_told_apart, len(report.cases))],
        ),
        ("Cases", _cases(report.cases)),
        ("Degenerate answers", _degenerate_answers(report.degenerate_answers)),
        ("Mutants of the reference", _mutants(report.mutation)),
        ("Tolerance", _tolerance(report.tolerance)),
        ("Warm-up", _warm_up(report.examples)),
    )
    return Group(
        *_summary(report),
        *(
            part
            for heading, parts in sections
            for part in (Text(), line(heading, "bold underline"), *parts)
        ),
    )


def _summary(report: ProblemReport) -> Iterator[RenderableType]:
    if not report.holds:
        said = Text("The tests of this problem have failures.", "bold red")
    elif report.findings:
        said = Text("The tests of this problem pass, with warnings.", "bold yellow")
    else:
        said = Text("The tests of this problem pass: nothing wrong was accepted.", "bold green")
    yield said + line(
        f"  {report.problem}, revision {report.revision}, seed {report.seed}", "default"
    )
    for finding in report.findings:
        yield _finding(finding)


def _finding(finding: Finding) -> RenderableType:
    severity = Text(f"{finding.severity}: ", _SEVERITY_STYLES[finding.severity])
    return Padding(severity + line(finding.message, "default"), (0, 0, 0, 2), expand=False)


def _cases(cases: Sequence[CaseReport]) -> Iterator[RenderableType]:
    rows = table("case", "visibility", "mistakes", "only here", "mutants first")
    for column in rows.columns[2:]:
        column.justify = "right"
    for case in cases:
        rows.add_row(
            line(case.name),
            case.visibility,
            str(len(case.catches)),
            str(len(case.catches_alone)),
            str(case.first_kills),
        )
    yield rows
    yield Text(
        "only here: mistakes that no other case catches; "
        "mutants first: mutants that no case before it catches",
        "dim",
    )
    if redundant := [case.name for case in cases if case.redundant]:
        names = ", ".join(redundant)
        yield line(
            f"With this seed, these cases catch nothing that those before them do not: {names}"
        )


def _degenerate_answers(answers: Sequence[DegenerateAnswerReport]) -> Iterator[RenderableType]:
    for status, style in _STATUS_STYLES.items():
        if names := [answer.name for answer in answers if answer.status == status]:
            yield Text(f"{status.replace('_', ' ')}: ", style) + line(", ".join(names), "default")


def _mutants(mutation: MutationReport) -> Iterator[RenderableType]:
    caught = mutation.killed + mutation.timed_out
    said = f"{caught} of {mutation.run} caught"
    if mutation.timed_out:
        said += f", {mutation.timed_out} of them by running out of time"
    if mutation.not_judged:
        said += f"; {mutation.not_judged} could not be judged, because checker.py failed"
    if mutation.equivalent:
        said += f"; {mutation.equivalent} marked as equivalent"
    if mutation.run < mutation.made:
        said += f"; {mutation.made} could be made"
    yield Text(said, "green" if caught + mutation.equivalent == mutation.run else "yellow")
    for mutant in mutation.mutants:
        if mutant.status == "survived":
            yield Text()
            yield line(f"line {mutant.line}, {mutant.operator}: no case notices", "bold")
            yield _diff(mutant.diff)


def _diff(diff: str) -> RenderableType:
    # Without the two lines that name the files.
    shown = Text("\n").join(
        Text(escape(row), _DIFF_STYLES.get(row[:1], "")) for row in diff.splitlines()[2:]
    )
    return Padding(shown, (0, 0, 0, 2), expand=False)


def _tolerance(spreads: Sequence[SpreadReport]) -> Iterator[RenderableType]:
    rows = table("the reference", "x tolerance", "largest error", "in case")
    rows.columns[1].justify = rows.columns[2].justify = "right"
    reasons = []
    for spread in spreads:
        if spread.share_of_tolerance is None or spread.max_abs_error is None:
            reasons.append(indented(f"{spread.variant}: not measured: {spread.not_measured}"))
            continue
        rows.add_row(
            spread.variant,
            f"{spread.share_of_tolerance:.2g}",
            f"{spread.max_abs_error:.2g}",
            line(spread.worst_case or ""),
        )
    if rows.row_count:
        yield rows
    yield from reasons


def _warm_up(examples: Sequence[ExampleReport]) -> Iterator[RenderableType]:
    tried = [example for example in examples if example.beyond_warm_up is not None]
    if not tried:
        yield line("No right example could be tried after it.")
        return
    if not any(example.beyond_warm_up for example in tried):
        yield Text("It compiles all that the right examples need.", "green")
        return
    for example in tried:
        if example.beyond_warm_up:
            programs = _programs(example.beyond_warm_up)
            yield line(
                f"{PurePath(example.name).stem} compiles, and the warm-up does not: {programs}"
            )
    yield Text(
        "A submission that does the same waits for it, until an idle service has learned it.", "dim"
    )


def _programs(programs: Sequence[ProgramReport]) -> str:
    """Their names, each with the types that it takes."""
    shapes: dict[str, list[str]] = defaultdict(list)
    for program in programs:
        shapes[program.name].append(", ".join(program.takes))
    named = [f"{name} ({_some(takes, _SHAPES_NAMED, '; ')})" for name, takes in shapes.items()]
    return _some(named, _PROGRAMS_NAMED, ", ")


def _some(texts: Sequence[str], most: int, between: str) -> str:
    more = len(texts) - most
    return between.join(texts[:most]) + (f" and {more} more" if more > 0 else "")
