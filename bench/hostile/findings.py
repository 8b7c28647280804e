"""What a run found, and which bounds it breaks."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from bench.hostile.adversary import LEAKED
from bench.hostile.resources import Resources
from bench.samples import percentile
from bench.targets import Target

# The service's warning about a second in which nobody was served.
_LOOP_HELD = "The event loop was held"
_ADDRESS = re.compile("0x[0-9a-f]+")
_SLOWDOWN = 2.0
_LIVEZ_S = 1.0
# What an allocator and connection pools keep for their next use.
_SERVICE_SPARE_MB = 64.0
_ALL_PROCESSES_SPARE_MB = 256.0
_DESCRIPTORS_SPARE = 32
# Those that are forked ahead, and that read packages.
_PROCESSES_SPARE = 4


@dataclass(slots=True)
class Findings:
    """What came of every submission and request. Times in milliseconds, but for /livez."""

    honest_right: int = 0
    honest_wrong: list[str] = field(default_factory=list)
    honest_alone_ms: list[float] = field(default_factory=list)
    # Only of those that were sent while hostile ones were under way.
    honest_beside_ms: list[float] = field(default_factory=list)
    longest_livez_s: float = 0.0
    livez_failures: int = 0
    hostile_statuses: Counter[str] = field(default_factory=Counter)
    # Which kinds of requests were answered with what no request may be answered with.
    hostile_faults: Counter[str] = field(default_factory=Counter)
    hostile_verdicts: Counter[str] = field(default_factory=Counter)
    # Those that their attack may not get.
    unexpected_verdicts: list[str] = field(default_factory=list)
    faults_in_log: Counter[str] = field(default_factory=Counter)
    before: Resources | None = None
    after: Resources | None = None

    def count_request(self, kind: str, statuses: list[str]) -> None:
        """Take what a hostile request was answered with."""
        self.hostile_statuses.update(statuses)
        for status in statuses:
            if status == LEAKED or (status.startswith("5") and status != "503"):
                self.hostile_faults[f"{kind}: {status}"] += 1

    def targets(self) -> Iterator[Target]:
        """What must hold, with what was found."""
        yield Target("wrong_honest_verdicts", len(self.honest_wrong), "<=", 0)
        if self.honest_alone_ms and self.honest_beside_ms:
            ratio = percentile(self.honest_beside_ms, 95) / percentile(self.honest_alone_ms, 95)
            yield Target("honest_p95_beside_to_alone", ratio, "<=", _SLOWDOWN)
        yield Target("longest_livez_s", self.longest_livez_s, "<=", _LIVEZ_S)
        yield Target("livez_failures", self.livez_failures, "<=", 0)
        yield Target("hostile_requests_at_fault", self.hostile_faults.total(), "<=", 0)
        yield Target("unexpected_hostile_verdicts", len(self.unexpected_verdicts), "<=", 0)
        yield Target("faults_in_log", self.faults_in_log.total(), "<=", 0)
        if self.before and self.after:
            yield from _returned(self.before, self.after)

    @property
    def holds(self) -> bool:
        """Whether no bound is broken."""
        return all(target.met for target in self.targets())

    def to_json(self) -> dict[str, Any]:
        """All of it, with percentiles in the place of times."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        for name in ("before", "after"):
            held: Resources | None = told[name]
            told[name] = held and asdict(held)
        for name in ("honest_alone_ms", "honest_beside_ms"):
            times: list[float] = told.pop(name)
            if times:
                told[name] = {
                    "count": len(times),
                    **{f"p{share}": round(percentile(times, share), 1) for share in (50, 95)},
                    "longest": round(max(times), 1),
                }
        return told | {
            "targets": [target.to_json() for target in self.targets()],
            "holds": self.holds,
        }


def faults_in(log: str) -> Counter[str]:
    """What the service logged as an error, and when its event loop was held, without addresses."""
    faults: Counter[str] = Counter()
    for line in log.splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            faults[line[:200]] += 1
            continue
        event = str(told["event"]).strip()
        if told["level"] in ("error", "critical") or event.startswith(_LOOP_HELD):
            exception = str(told.get("exception", "")).rpartition("\n")[2]
            faults[_ADDRESS.sub("0x", f"{event} {exception}".strip())[:300]] += 1
    return faults


def _returned(before: Resources, after: Resources) -> Iterator[Target]:
    for name, spare in (
        ("service_mb", _SERVICE_SPARE_MB),
        ("all_processes_mb", _ALL_PROCESSES_SPARE_MB),
        ("processes", _PROCESSES_SPARE),
        ("descriptors", _DESCRIPTORS_SPARE),
    ):
        gained = getattr(after, name) - getattr(before, name)
        yield Target(f"{name}_gained", gained, "<=", spare)
