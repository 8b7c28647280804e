"""What the figures should come to: ratios of one run, and what a small machine has room for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

_MB_PER_GIB = 1024


@dataclass(frozen=True, slots=True)
class Target:
    """A figure, its bound, and on which side of it the figure should be."""

    name: str
    value: float
    relation: Literal["<=", ">="]
    bound: float

    @property
    def met(self) -> bool:
        """Whether the figure is on the right side."""
        return self.value <= self.bound if self.relation == "<=" else self.value >= self.bound

    def to_json(self) -> dict[str, Any]:
        """All of it."""
        return asdict(self) | {"met": self.met}


def targets(figures: Mapping[str, float]) -> list[Target]:
    """The targets of a run whose figures are given by name."""
    floor_ms = figures["floor_ms"]
    return [
        Target("http_p50 / floor", figures["http_p50_ms"] / floor_ms, "<=", 1.5),
        Target("http_p95 / floor", figures["http_p95_ms"] / floor_ms, "<=", 2.5),
        Target("cold / http_p50", figures["cold_ms"] / figures["http_p50_ms"], ">=", 40),
        Target("novel_p50, ms", figures["novel_p50_ms"], "<=", 1500),
        Target("novel_p50 / floor", figures["novel_p50_ms"] / floor_ms, "<=", 12),
        Target(
            "saturated / floor on every core",
            figures["saturated_per_s"] / figures["floor_per_s"],
            ">=",
            0.6,
        ),
        Target("slowest / fastest queue depth", figures["saturated_evenness"], ">=", 0.85),
        Target("child's private memory, MiB", figures["child_private_mb"], "<=", 30),
        Target("most problems loaded, GiB", figures["problems_loaded_mb"] / _MB_PER_GIB, "<=", 6),
        Target("start with filled caches, s", figures["start_warm_s"], "<=", 10),
    ]
