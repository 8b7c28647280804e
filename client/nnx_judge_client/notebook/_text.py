"""A verdict as text, for terminals."""

from collections.abc import Iterator

from nnx_judge_client._submission import EndedSubmission
from nnx_judge_client.models import (
    CancelledSubmission,
    CaseVerdict,
    ErrorReport,
    FinishedSubmission,
)
from nnx_judge_client.notebook._words import (
    duration,
    figures,
    is_bad,
    is_good,
    value,
    visible,
    words,
)


def text(submission: EndedSubmission) -> str:
    """The verdict, what is known about it, and each case; the first that failed in full."""
    if isinstance(submission, CancelledSubmission):
        return "Cancelled."
    return visible("\n".join(_verdict(submission)))


def _verdict(submission: FinishedSubmission) -> Iterator[str]:
    yield f"{words(submission.verdict)}  {figures(submission)}"
    for group in submission.groups:
        yield f"{group.name}: {100 * group.score:.0f} %"
    for hint in submission.hints:
        yield f"It looks like this mistake: {hint.title}"
        yield _indented(hint.text)
    if not submission.hints and submission.message and not is_good(submission.verdict):
        yield _indented(submission.message)
    if submission.error is not None:
        yield from _error(submission.error)
    is_first = True
    for case in submission.cases:
        yield from _case(case)
        if is_first and is_bad(case.verdict):
            yield from _inside(case)
            is_first = False


def _case(case: CaseVerdict) -> Iterator[str]:
    hidden = " (hidden)" if case.visibility == "hidden" else ""
    ran = is_good(case.verdict) or is_bad(case.verdict)
    time = f"  {duration(case.time_ms)}" if ran and case.time_ms is not None else ""
    yield f"{words(case.verdict)}  {case.name}{hidden}{time}"
    if not is_good(case.verdict) and case.message:
        yield _indented(case.message)


def _inside(case: CaseVerdict) -> Iterator[str]:
    if case.author_message is not None:
        yield _indented(case.author_message)
    if case.error is not None:
        yield from _error(case.error)
    for name, shown in (case.arguments or {}).items():
        yield _indented(f"{name} = {value(shown, '  ')}")
    for name, shown in (("Expected", case.expected), ("Got", case.got)):
        if shown is not None:
            yield _indented(f"{name}: {value(shown, '  ')}")
    for name, printed in (("Printed", case.stdout), ("Written to stderr", case.stderr)):
        if printed:
            yield _indented(f"{name}: {printed.rstrip()}")


def _error(error: ErrorReport) -> Iterator[str]:
    yield _indented(f"{error.type}: {error.message}" if error.message else error.type)
    if error.line is not None:
        yield _indented(f"line {error.line}: {(error.source_line or '').strip()}")


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
