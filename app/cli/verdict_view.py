"""A verdict as a person reads it."""

import json
from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from app.cli.printing import indented, line, table
from app.reviews.schemas import Review
from graders.core.verdict import CaseVerdict, ErrorReport, Hint, Outcome, Verdict


def outcome_text(outcome: Outcome) -> Text:
    """The outcome in its colour."""
    match outcome:
        case Outcome.ACCEPTED | Outcome.COMPLETED:
            style = "green"
        case Outcome.WRONG_ANSWER:
            style = "red"
        case Outcome.SKIPPED:
            style = "dim"
        case Outcome.JUDGE_ERROR:
            style = "magenta"
        case _:
            style = "yellow"
    return Text(outcome.value, style)


def verdict_view(verdict: Verdict) -> RenderableType:
    """The table of cases, what to know about those that failed, and the sum."""
    hints = list(_hints(verdict.hints))
    if any(case.verdict is not Outcome.SKIPPED for case in verdict.cases):
        failures, printed = _failures(verdict.cases), _printed(verdict.cases)
        parts = [case_table(verdict.cases), *hints, *failures, *printed]
    else:
        parts = [line(verdict.message), *_place(verdict.error), *hints]
    return Group(*parts, Text(), _sum(verdict))


def _hints(hints: Sequence[Hint]) -> Iterator[RenderableType]:
    for hint in hints:
        yield Text()
        yield line(f"It looks like this mistake: {hint.title}", "bold cyan")
        yield indented(hint.text)


def review_view(review: Verdict | Review) -> RenderableType:
    """What a review found, alone or added to a verdict; nothing if it found nothing."""
    parts: list[RenderableType] = []
    if (smallest := review.smallest) is not None:
        parts += [Text(), line("smallest failing input", "bold")]
        parts += [
            indented(f"{name} = {_value(value)}") for name, value in smallest.arguments.items()
        ]
        if smallest.probe is not None:
            parts.append(indented(f"with the probe {smallest.probe}"))
        parts.append(indented(f"expected: {_value(smallest.expected)}"))
        if smallest.error is None:
            parts.append(indented(f"got: {_value(smallest.got)}"))
        parts.append(indented(smallest.message))
    if review.remarks:
        parts += [Text(), line("remarks", "bold")]
        for remark in review.remarks:
            place = "" if remark.line is None else f"line {remark.line}: "
            parts.append(indented(f"{remark.kind}: {place}{remark.text}"))
    return Group(*parts)


def _value(shown: object) -> str:
    """A value of the verdict's JSON, arrays as their values and dtype."""
    match shown:
        case {"dtype": str(dtype), "shape": list(shape), **rest} if not rest.keys() - {"values"}:
            values = rest.get("values")
            what = f"{dtype}{shape}" if values is None else f"{json.dumps(values)}, {dtype}"
            return f"array({what})"
        case dict():
            return f"{{{', '.join(f'{name}: {_value(part)}' for name, part in shown.items())}}}"
        case _:
            return json.dumps(shown)


def case_table(cases: Sequence[CaseVerdict]) -> Table:
    """A table with a row for each case."""
    rows = table("case", "verdict", "time", "error")
    rows.columns[1].no_wrap = rows.columns[2].no_wrap = True
    rows.columns[2].justify = "right"
    for case in cases:
        is_told = case.verdict is not Outcome.SKIPPED and case.time_ms is not None
        time = f"{case.time_ms:.1f} ms" if is_told else ""
        rows.add_row(line(case.name), outcome_text(case.verdict), time, line(_error(case)))
    return rows


def _error(case: CaseVerdict) -> str:
    if case.error is not None:
        return case.error.type
    if case.comparison is None:
        return ""
    if case.comparison.max_abs_error is None:
        return case.comparison.kind
    return f"{case.comparison.max_abs_error:.2g}"


def _failures(cases: tuple[CaseVerdict, ...]) -> Iterator[RenderableType]:
    """Each failure once, under the names of the cases that show it."""
    alike: dict[tuple[str, str | None, ErrorReport | None], list[str]] = {}
    for case in cases:
        if case.verdict not in (Outcome.ACCEPTED, Outcome.SKIPPED):
            failure = (case.message, case.author_message, case.error)
            alike.setdefault(failure, []).append(case.name)
    for (message, author_message, error), names in alike.items():
        yield Text()
        yield line(", ".join(names), "bold")
        yield indented(message)
        if author_message is not None:
            yield indented(author_message)
        if error is not None and error.line is not None:
            yield _source_line(error)


def _printed(cases: tuple[CaseVerdict, ...]) -> Iterator[RenderableType]:
    for case in cases:
        for stream, text in (("printed", case.stdout), ("printed to stderr", case.stderr)):
            if text:
                yield Text()
                yield line(f"{case.name} {stream}", "bold")
                yield indented(text)


def _place(error: ErrorReport | None) -> Iterator[RenderableType]:
    if error is not None:
        yield indented(f"{error.type}: {error.message}")
        if error.line is not None:
            yield _source_line(error)


def _source_line(error: ErrorReport) -> RenderableType:
    return indented(f"line {error.line}: {error.source_line}")


def _sum(verdict: Verdict) -> Text:
    facts = (
        f"{verdict.passed} of {verdict.total} cases",
        f"score {verdict.score:.2f}",
        f"{verdict.time_ms:.0f} ms",
        f"{verdict.memory_mb:.0f} MiB",
        *(f"{group.name} {100 * group.score:.0f} %" for group in verdict.groups),
        f"seed {verdict.seed}",
        f"revision {verdict.revision}",
    )
    return outcome_text(verdict.verdict) + line(f"  {', '.join(facts)}", "default")
