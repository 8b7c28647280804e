"""A verdict as the judge's own page shows it."""

from collections.abc import Iterator

from nnx_judge_client._submission import EndedSubmission
from nnx_judge_client.models import (
    CancelledSubmission,
    CaseVerdict,
    Element,
    ErrorReport,
    FinishedSubmission,
)
from nnx_judge_client.notebook._html import Html, h, joined, prose
from nnx_judge_client.notebook._words import (
    duration,
    figures,
    is_bad,
    is_good,
    number,
    value,
    words,
)

# Legible on a light and on a dark ground: which one it is, each notebook says in another way.
_STYLE = Html("""<style>
.nnx-judge { line-height: 1.5; max-width: 60rem; overflow-wrap: anywhere; }
.nnx-judge p, .nnx-judge ol, .nnx-judge dl, .nnx-judge pre { margin: 0.4em 0; }
.nnx-judge .status { font-size: 1.1em; }
.nnx-judge .good { color: #198754; font-weight: 600; }
.nnx-judge .bad { color: #dc3545; font-weight: 600; }
.nnx-judge .faint { opacity: 0.75; }
.nnx-judge .hint { border-left: 4px solid #b8860b; padding: 0.2em 0.8em; margin: 0.6em 0; }
.nnx-judge ol { list-style: none; padding: 0; }
.nnx-judge li { border-top: 1px solid #8886; padding: 0.25em 0; }
.nnx-judge summary { cursor: pointer; }
.nnx-judge .inside, .nnx-judge summary p { padding-left: 1.2em; }
.nnx-judge dt, .nnx-judge .label { font-weight: 600; }
.nnx-judge dt code { font-size: inherit; }
.nnx-judge dd { margin: 0 0 0.3em 1.2em; }
.nnx-judge pre { background: #8882; padding: 0.4em 0.6em; max-height: 24em; overflow: auto; }
.nnx-judge pre, .nnx-judge code { color: inherit; font-family: monospace; white-space: pre-wrap; }
.nnx-judge table { color: inherit; }
.nnx-judge td, .nnx-judge th { text-align: right; padding: 0.1em 0.8em 0.1em 0; }
</style>""")


def page(submission: EndedSubmission, source: str) -> str:
    """The verdict, what is known about it, each case, and the file that was sent."""
    if isinstance(submission, CancelledSubmission):
        parts = [h("p", "Cancelled.", class_="status")]
    else:
        parts = list(_verdict(submission))
    return h("div", _STYLE, *parts, _sent(source), class_="nnx-judge")


def _verdict(submission: FinishedSubmission) -> Iterator[Html]:
    style = "good" if is_good(submission.verdict) else "bad"
    shown = h("span", words(submission.verdict), class_=style)
    yield h("p", shown, " ", h("span", figures(submission), class_="faint"), class_="status")
    for group in submission.groups:
        needs = f", needs {' and '.join(group.missing)} first" if group.missing else ""
        yield h("p", f"{group.name}: {100 * group.score:.0f} %{needs}")
    for hint in submission.hints:
        title = h("p", "It looks like this mistake: ", h("strong", hint.title))
        yield h("div", title, h("p", prose(hint.text)), class_="hint")
    if not submission.hints and submission.message and not is_good(submission.verdict):
        yield h("p", prose(submission.message))
    if submission.error is not None:
        yield _error(submission.error)
    failed = [case for case in submission.cases if is_bad(case.verdict)]
    rows = (_case(case, is_open=case in failed[:1]) for case in submission.cases)
    yield h("ol", *rows)


def _case(case: CaseVerdict, *, is_open: bool) -> Html:
    style = "good" if is_good(case.verdict) else "bad" if is_bad(case.verdict) else "faint"
    parts = [h("span", words(case.verdict), class_=style), " ", case.name]
    if case.visibility == "hidden":
        parts.append(h("span", " hidden", class_="faint"))
    if case.time_ms is not None and (is_good(case.verdict) or is_bad(case.verdict)):
        parts.append(h("span", f" {duration(case.time_ms)}", class_="faint"))
    if not is_good(case.verdict) and case.message:
        parts.append(h("p", prose(case.message)))
    inside = list(_inside(case)) or [h("p", _without_values(case), class_="faint")]
    return h(
        "li", h("details", h("summary", *parts), h("div", *inside, class_="inside"), open=is_open)
    )


def _without_values(case: CaseVerdict) -> str:
    if case.visibility == "hidden":
        return "A hidden case: its values are not shown."
    return "There are no details."


def _inside(case: CaseVerdict) -> Iterator[Html]:
    if case.author_message is not None:
        yield h("p", prose(case.author_message))
    if case.error is not None:
        yield _error(case.error)
    named = [(h("code", name), shown) for name, shown in (case.arguments or {}).items()]
    results = [(Html("Expected"), case.expected), (Html("Got"), case.got)]
    values = [each for each in [*named, *results] if each[1] is not None]
    if values:
        rows = (
            joined(h("dt", name), h("dd", h("pre", value(shown).lstrip("\n"))))
            for name, shown in values
        )
        yield h("dl", *rows)
    if is_bad(case.verdict) and case.comparison is not None and case.comparison.worst:
        yield _worst(case.comparison.worst)
    for name, printed in (("Printed", case.stdout), ("Written to stderr", case.stderr)):
        if printed:
            yield joined(h("p", name, class_="label"), h("pre", printed))


def _worst(elements: list[Element]) -> Html:
    heads = h("tr", *(h("th", head) for head in ("where", "expected", "got")))
    rows = (
        h(
            "tr",
            *(h("td", cell) for cell in (_place(each), number(each.expected), number(each.got))),
        )
        for each in elements
    )
    return joined(h("p", "Largest errors", class_="label"), h("table", heads, *rows))


def _place(element: Element) -> str:
    index = f"[{', '.join(map(str, element.index))}]" if element.index else ""
    return f"{element.path}{index}" or "the output"


def _error(error: ErrorReport) -> Html:
    message = f": {error.message}" if error.message else ""
    parts = [h("p", h("strong", error.type), message)]
    if error.line is not None:
        line = (error.source_line or "").strip()
        parts.append(h("p", f"line {error.line} ", h("code", line)))
    return joined(*parts)


def _sent(source: str) -> Html:
    lines = source.rstrip("\n").split("\n")
    width = len(str(len(lines)))
    numbered = "\n".join(f"{at:>{width}}  {line}" for at, line in enumerate(lines, 1))
    return h("details", h("summary", "The file that was sent", class_="faint"), h("pre", numbered))
