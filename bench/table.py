"""A report as Markdown: for the terminal, and for a page of the documentation."""

from collections.abc import Iterable, Mapping
from typing import Any

from bench.plan import FULL, QUICK

# What it is called, the name of the series or figure, and its unit.
_ROWS = (
    ("the cases in one warm process, bare (floor)", "floor_ms", "ms"),
    ("`grade()` in Python", "grade_ms", "ms"),
    ("HTTP, from submitting to the verdict", "http_ms", "ms"),
    ("a fresh Python for each submission (cold)", "cold_ms", "ms"),
    ("a program never seen before, one at a time", "novel_ms", "ms"),
    ("the same in a burst, own time in the slot", "novel_burst_ms", "ms"),
    ("a right submission, by turns with the next", "wrong_named_accepted_ms", "ms"),
    ("a wrong submission whose mistake is named", "wrong_named_ms", "ms"),
    ("the mix, one at a time", "mix_ms", "ms"),
    ("the mix, in floors of its problem", "mix_floors", "floors"),
    ("the mix in a burst, own time in the slot", "mix_burst_ms", "ms"),
    ("the same, in floors of its problem", "mix_burst_floors", "floors"),
    ("fallbacks for each submission of the mix", "mix_fallback_share", ""),
    ("the mix a second, bare, on every core", "sustained_floor_per_s", "/s"),
    ("the mix a second, sustained", "sustained_per_s", "/s"),
    ("the same, of what is bare just before and after", "sustained_floors", "floors"),
    ("submissions a second, bare, on every core", "floor_per_s", "/s"),
    *(
        (f"submissions a second, {depth} queued", f"queued_{depth}_per_s", "/s")
        for depth in sorted({*FULL.queue_depths, *QUICK.queue_depths})
    ),
    ("start, empty data folder, until it answers", "start_cold_s", "s"),
    ("start, data folder in use, until it answers", "start_warm_s", "s"),
    ("start, empty data folder, until warm", "start_cold_until_warm_s", "s"),
    ("start, data folder in use, until warm", "start_warm_until_warm_s", "s"),
    ("first submission right after a first start", "first_submission_s", "s"),
    ("first submission to a problem since the start", "first_of_problem_s", "s"),
    ("many problems by Zipf's law, to the verdict", "zipf50_ms", "ms"),
    ("the same: share that found its problem warm", "zipf50_found_warm", ""),
    ("the same: memory of the service at the end", "zipf50_memory_gib", "GiB"),
    ("`nnx-judge grade`, accepted", "grade_accepted_s", "s"),
    ("`nnx-judge grade`, wrong, hint and smallest", "grade_wrong_s", "s"),
    ("added by the sandbox to the floor", "sandbox_added_ms", "ms"),
    ("a sandboxed process without a call", "sandbox_empty_ms", "ms"),
    ("private memory of a running child", "child_private_mb", "MiB"),
    ("private memory of a child that compiles", "compiling_child_private_mb", "MiB"),
    ("memory of a warm parent and its waiting fork", "warm_parent_mb", "MiB"),
    ("memory of the preloaded parent", "preloaded_parent_mb", "MiB"),
)


def markdown(report: Mapping[str, Any]) -> str:
    """The figures, then the targets, then what they were measured on."""
    parts = [_figures(report), _targets(report), _footer(report)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _figures(report: Mapping[str, Any]) -> list[str]:
    rows = []
    for what, name, unit in _ROWS:
        if name in report["spreads"]:
            rows.append((what, *_spread(report["spreads"][name], unit)))
        elif name in report["figures"]:
            rows.append((what, _with_unit(report["figures"][name], unit), "", "", "1"))
    return _table(("what", "median", "quartiles", "p95", "measured"), rows)


def _targets(report: Mapping[str, Any]) -> list[str]:
    rows = [
        (
            target["name"],
            _number(target["value"]),
            f"{target['relation']} {_number(target['bound'])}",
            "yes" if target["met"] else "**no**",
        )
        for target in report["targets"]
    ]
    return _table(("target", "measured", "bound", "met"), rows)


def _footer(report: Mapping[str, Any]) -> list[str]:
    machine, versions = report["machine"], report["versions"]
    return [
        f"{machine['cores']} cores of {machine['processor']}, Linux {machine['kernel']}; "
        + ", ".join(f"{name} {number}" for name, number in versions.items())
        + "."
    ]


def _spread(spread: Mapping[str, Any], unit: str) -> tuple[str, str, str, str]:
    return (
        _with_unit(spread["median"], unit),
        f"{_number(spread['low'])} to {_number(spread['high'])}",
        _number(spread["p95"]),
        str(spread["count"]),
    )


def _with_unit(value: float, unit: str) -> str:
    return f"{_number(value)} {unit}".rstrip()


def _number(value: float) -> str:
    """Three significant digits, and all of those before the point."""
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    """With columns as wide as their widest cell, so that it also reads as plain text."""
    cells = [headings, *rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in cells
    ]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]
