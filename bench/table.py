"""A report as Markdown: for the terminal, and for a page of the documentation."""

from collections.abc import Iterable, Mapping
from typing import Any

_ROWS = (
    ("the cases in one warm process, bare (floor)", "floor_ms", "ms"),
    ("`grade()` in Python", "grade_ms", "ms"),
    ("HTTP, from submitting to the verdict", "http_ms", "ms"),
    ("a program never seen before", "novel_ms", "ms"),
    ("the same, one right after another", "novel_back_to_back_ms", "ms"),
    ("a fresh Python for each submission (cold)", "cold_ms", "ms"),
    ("added by the sandbox to the floor", "sandbox_added_ms", "ms"),
    ("a sandboxed process without a call", "sandbox_empty_ms", "ms"),
    ("submissions a second, bare, on every core", "floor_per_s", "/s"),
)
_STARTS = (
    ("start, empty data folder, until it answers", "start_cold_s", "s"),
    ("start, data folder in use, until it answers", "start_warm_s", "s"),
    ("start, empty data folder, until warm", "start_cold_until_warm_s", "s"),
    ("start, data folder in use, until warm", "start_warm_until_warm_s", "s"),
)
_SINGLE = (
    ("first submission right after a first start", "first_submission_s", "s"),
    ("submissions a second without draws ahead", "unbanked_per_s", "/s"),
    ("private memory of a running child", "child_private_mb", "MiB"),
    ("memory of a warm parent and its waiting fork", "warm_parent_mb", "MiB"),
    ("memory of the preloaded parent", "preloaded_parent_mb", "MiB"),
)


def markdown(report: Mapping[str, Any]) -> str:
    """The figures, then the targets, then what they were measured on."""
    parts = [_figures(report), _targets(report), _footer(report)]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _figures(report: Mapping[str, Any]) -> list[str]:
    spreads = report["spreads"]
    rows = [(what, *_spread(spreads[name], unit)) for what, name, unit in _ROWS]
    rows += [
        (f"submissions a second, {depth} queued", *_spread(spreads[f"queued_{depth}_per_s"], "/s"))
        for depth in report["saturated_per_s_by_depth"]
    ]
    rows += [(what, *_spread(spreads[name], unit)) for what, name, unit in _STARTS]
    rows += [(what, f"{_number(report[name])} {unit}", "", "", "1") for what, name, unit in _SINGLE]
    rows += [
        (
            f"the judge; problems in use: {loaded['problems']}, of these warm: {loaded['warm']}",
            f"{_number(loaded['mb'])} MiB",
            *("", "", "1"),
        )
        for loaded in report["problems_loaded"]
    ]
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
        f"{_number(spread['median'])} {unit}",
        f"{_number(spread['low'])} to {_number(spread['high'])}",
        _number(spread["p95"]),
        str(spread["count"]),
    )


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
