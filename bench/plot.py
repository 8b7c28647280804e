"""The latencies as an SVG picture: every sample a dot, the median a bar, time on a log axis.

It has no background, and colours of its own for readers with a dark page.
"""

import math
from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from bench.plan import BenchError

_KINDS = (
    ("floor: bare calls", "floor_ms"),
    ("grade(), warm", "grade_ms"),
    ("HTTP to verdict", "http_ms"),
    ("wrong, named", "wrong_named_ms"),
    ("mix of learners", "mix_ms"),
    ("novel program", "novel_ms"),
    ("cold: fresh Python", "cold_ms"),
)
_WIDTH, _LEFT, _RIGHT = 760, 150, 90
_TOP, _ROW = 44, 46
_DOT, _BAR = 3.2, 26
# Samples of a row lie in so many lanes, by turns, so that equal ones can be told apart.
_LANES = 5

_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .faint { fill: #59636e; font-size: 12px; }
  .title { font-weight: 600; font-size: 15px; }
  .grid { stroke: #d1d9e0; }
  .dot { fill: #0969da; fill-opacity: .45; }
  .median { stroke: #bc4c00; stroke-width: 3; stroke-linecap: round; }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc; }
    .faint { fill: #9198a1; }
    .grid { stroke: #3d444d; }
    .dot { fill: #58a6ff; fill-opacity: .55; }
    .median { stroke: #f0883e; }
  }
"""


def plot(report: Mapping[str, Any]) -> str:
    """The picture of the latencies that a report has.

    Raises:
        BenchError: it has none.
    """
    samples = report["samples"]
    series = [(label, samples[name]) for label, name in _KINDS if name in samples]
    if not series:
        raise BenchError("no scenario was measured whose latencies could be drawn")
    axis = _Axis([value for _, samples in series for value in samples])
    height = _TOP + _ROW * len(series) + 40
    machine = report["machine"]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" '
        'aria-labelledby="title">',
        '<title id="title">Time from submission to verdict, in milliseconds</title>',
        f"<style>{_STYLE}</style>",
        f'<text class="title" x="8" y="20">One submission, {report["cases"]} cases</text>',
        f'<text class="faint" x="{_WIDTH - 8}" y="20" text-anchor="end">'
        f"{machine['cores']} cores, {_escaped(machine['processor'])}</text>",
    ]
    for tick in axis.ticks():
        x = axis.x(tick)
        parts += [
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP - 8}" y2="{height - 36}"/>',
            f'<text class="faint" x="{x:.1f}" y="{height - 20}" text-anchor="middle">'
            f"{_duration(tick)}</text>",
        ]
    for number, (label, samples) in enumerate(series):
        parts += _row(label, samples, _TOP + _ROW * number + _ROW / 2, axis)
    return "\n".join([*parts, "</svg>", ""])


class _Axis:
    """Milliseconds to horizontal positions, logarithmically."""

    def __init__(self, values: Sequence[float]) -> None:
        self._low, self._high = math.log10(min(values) / 1.3), math.log10(max(values) * 1.3)

    def x(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def ticks(self) -> list[float]:
        """1, 2 and 5 times each power of ten that lies within."""
        powers = range(math.floor(self._low), math.ceil(self._high) + 1)
        candidates = [step * 10.0**power for power in powers for step in (1, 2, 5)]
        return [value for value in candidates if self._low <= math.log10(value) <= self._high]


def _row(label: str, samples: Sequence[float], y: float, axis: _Axis) -> list[str]:
    middle = median(samples)
    x = axis.x(middle)
    dots = [
        f'<circle class="dot" cx="{axis.x(value):.1f}" '
        f'cy="{y + (number % _LANES - _LANES // 2) * 4:.1f}" r="{_DOT}"/>'
        for number, value in enumerate(samples)
    ]
    return [
        f'<text x="{_LEFT - 14}" y="{y + 4:.1f}" text-anchor="end">{_escaped(label)}</text>',
        *dots,
        f'<line class="median" x1="{x:.1f}" x2="{x:.1f}" y1="{y - _BAR / 2:.1f}" '
        f'y2="{y + _BAR / 2:.1f}"/>',
        f'<text x="{_WIDTH - 8}" y="{y + 4:.1f}" text-anchor="end">{_duration(middle)}</text>',
    ]


def _duration(milliseconds: float) -> str:
    if milliseconds >= 1000:
        return f"{milliseconds / 1000:.3g} s"
    return f"{milliseconds:.3g} ms"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
