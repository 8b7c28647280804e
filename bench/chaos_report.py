"""What came of a run of chaos."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from bench.fleet import Stop

_WRONG = ("lost", "doubled", "differing", "with_event_gaps", "without_webhook")


@dataclass(slots=True)
class Chaos:
    """What was done, and what came of it. All of the lists must be empty.

    `back_s` holds, for each kind of fault, the seconds from its end until each serve process had
    stored a new submission and told its verdict.
    """

    submitted: int = 0
    probes: int = 0
    retried: int = 0
    back_s: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    stops: list[Stop] = field(default_factory=list)
    verdicts: Counter[str] = field(default_factory=Counter)
    run_more_than_once: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    with_event_gaps: list[str] = field(default_factory=list)
    without_webhook: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled or changed."""
        return not any(getattr(self, name) for name in _WRONG)

    def told(self) -> dict[str, Any]:
        """All of it, as JSON has it."""
        return {
            "submitted": self.submitted,
            "probes": self.probes,
            "retried": self.retried,
            "seconds_until_back": {
                kind: _spread(times) for kind, times in sorted(self.back_s.items())
            },
            "seconds_of_orderly_stops": {
                role: _spread([stop.took_s for stop in self.stops if stop.role == role])
                | {"cut_short": sum(s.role == role and s.exit_code != 0 for s in self.stops)}
                for role in sorted({stop.role for stop in self.stops})
            },
            "verdicts": dict(self.verdicts),
            "run_more_than_once": self.run_more_than_once,
            **{name: getattr(self, name) for name in _WRONG},
            "holds": self.holds,
        }


def _spread(times_s: Sequence[float]) -> dict[str, float]:
    return {
        "times": len(times_s),
        "median": round(median(times_s), 2),
        "max": round(max(times_s), 2),
    }
