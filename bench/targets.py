"""What the figures should come to: ratios of one run, and what a small machine has room for."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

Relation = Literal["<=", ">="]


@dataclass(frozen=True, slots=True)
class Target:
    """A figure, its bound, and on which side of it the figure should be."""

    name: str
    value: float
    relation: Relation
    bound: float

    @property
    def met(self) -> bool:
        """Whether the figure is on the right side."""
        return self.value <= self.bound if self.relation == "<=" else self.value >= self.bound

    def to_json(self) -> dict[str, Any]:
        """All of it."""
        return asdict(self) | {"met": self.met}


# What it is called, the figure, the figure that it is divided by, and the bound.
_TARGETS: tuple[tuple[str, str, str | None, Relation, float], ...] = (
    ("http_p50 / floor", "http_p50_ms", "floor_p50_ms", "<=", 1.4),
    ("http_p95 / floor", "http_p95_ms", "floor_p50_ms", "<=", 2),
    ("cold / http_p50", "cold_p50_ms", "http_p50_ms", ">=", 40),
    ("novel_p50 / floor", "novel_p50_ms", "novel_floor_p50_ms", "<=", 4),
    ("novel_burst_p50 / floor", "novel_burst_p50_ms", "novel_floor_p50_ms", "<=", 5),
    ("wrong_named_p50 / accepted", "wrong_named_p50_ms", "wrong_named_accepted_p50_ms", "<=", 1.2),
    ("mix_p50, floors", "mix_p50_floors", None, "<=", 2.5),
    ("mix_p95, floors", "mix_p95_floors", None, "<=", 8),
    ("mix_burst_p50, floors", "mix_burst_p50_floors", None, "<=", 2.5),
    ("mix_burst_p95, floors", "mix_burst_p95_floors", None, "<=", 8),
    ("mix: fallbacks / submissions", "mix_fallback_share", None, "<=", 0),
    ("sustained / floor on every core", "sustained_p50_floors", None, ">=", 0.5),
    ("saturated / floor on every core", "saturated_per_s", "floor_p50_per_s", ">=", 0.65),
    ("slowest / fastest queue depth", "saturated_evenness", None, ">=", 0.85),
    ("first_of_problem_p50, s", "first_of_problem_p50_s", None, "<=", 1.5),
    ("start until warm, caches filled, s", "start_warm_until_warm_p50_s", None, "<=", 3),
    ("zipf50: share found warm", "zipf50_found_warm", None, ">=", 0.9),
    ("zipf50: memory, GiB", "zipf50_memory_gib", None, "<=", 6),
    ("nnx-judge grade, accepted, s", "grade_accepted_p50_s", None, "<=", 2.5),
    ("nnx-judge grade, wrong, s", "grade_wrong_p50_s", None, "<=", 4),
    ("child's private memory, MiB", "child_private_mb", None, "<=", 20),
    ("child's private memory, compiling, MiB", "compiling_child_private_mb", None, "<=", 80),
)


def targets(figures: Mapping[str, float]) -> Iterator[Target]:
    """The targets of a run whose figures are given by name: those that it has the figures for."""
    for name, figure, divisor, relation, bound in _TARGETS:
        if figure in figures and (divisor is None or divisor in figures):
            value = figures[figure] / (1 if divisor is None else figures[divisor])
            yield Target(name, value, relation, bound)
