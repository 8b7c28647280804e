"""What real workers tell of their tries: how ready problems were, and what a simulation needs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import fmean, median
from typing import Any

from bench.affinity import Model

# What the warm pool logs of a problem.
_MADE, _DROPPED = " is warm (submission)", " is dropped (submission)"


@dataclass(frozen=True, slots=True)
class Measured:
    """One run.

    Attributes:
        documents: the submissions, in order of arrival.
        tries: how each was judged, by the submission's id.
        warming_s: the seconds from a worker's first try at a cold problem until it was warm there.
        kept_warm: how many problems a worker had warm at once, at most.
    """

    documents: Sequence[Mapping[str, Any]]
    tries: Mapping[str, Mapping[str, Any]]
    warming_s: Sequence[float]
    kept_warm: int

    def figures(self) -> dict[str, float]:
        """Those of the second half, when workers have warm problems; as the simulation's."""
        half = self.documents[len(self.documents) // 2 :]
        times_s = sorted(map(_whole_s, half))
        return {
            "found_warm": fmean(self.tries[each["id"]]["warmth"] == "warm" for each in half),
            "p50_s": median(times_s),
            "p95_s": times_s[int(0.95 * len(times_s))],
            "longest_s": times_s[-1],
        }

    def model(self, workers: int, problems: int, per_s: float) -> Model:
        """What the simulation takes from it.

        Args:
            workers: how many there were.
            problems: how many there were.
            per_s: how many submissions arrived a second.
        """
        warm = [each["took_s"] for each in self.tries.values() if each["warmth"] == "warm"]
        cold = [each["took_s"] for each in self.tries.values() if each["warmth"] != "warm"]
        return Model(
            workers=workers,
            problems=problems,
            submissions=len(self.documents),
            busy=per_s * fmean(warm) / workers,
            warm_s=fmean(warm),
            cold_s=fmean(cold),
            warming_s=fmean(self.warming_s),
            kept_warm=self.kept_warm,
        )


def measured(
    documents: Sequence[Mapping[str, Any]], tries: Sequence[Path], logs: Sequence[Path]
) -> Measured:
    """Read what the workers wrote, each a file of tries and a log."""
    sent = {each["problem"] for each in documents}
    told: dict[str, Mapping[str, Any]] = {}
    warming_s: list[float] = []
    kept_warm = 0
    for file, log in zip(tries, logs, strict=True):
        of_worker = [json.loads(line) for line in file.read_text().splitlines()]
        told |= {each["submission"]: each for each in of_worker}
        # The first try since a problem was last warm here, by problem.
        since: dict[str, float] = {}
        warm: set[str] = set()
        for at, kind, problem in sorted([*_changes(log), *_begun(of_worker)]):
            if kind == "begun":
                # Not as one is made, since what has to make room for it is dropped after that.
                kept_warm = max(kept_warm, len(warm & sent))
                if problem not in warm:
                    since.setdefault(problem, at)
            elif kind == "made":
                warm.add(problem)
                if problem in since:
                    warming_s.append(at - since[problem])
            else:
                warm.discard(problem)
                since.pop(problem, None)
    return Measured(documents, told, warming_s, kept_warm)


def _begun(tries: Sequence[Mapping[str, Any]]) -> list[tuple[float, str, str]]:
    return [(each["at"], "begun", each["problem"]) for each in tries]


def _changes(log: Path) -> list[tuple[float, str, str]]:
    found = []
    for line in map(json.loads, log.read_text().splitlines()):
        for kind, said in (("made", _MADE), ("dropped", _DROPPED)):
            problem, is_it, _ = line["event"].partition(said)
            if is_it:
                at = datetime.fromisoformat(line["timestamp"]).timestamp()
                found.append((at, kind, problem))
    return found


def _whole_s(document: Mapping[str, Any]) -> float:
    created, finished = (
        datetime.fromisoformat(document[name]) for name in ("created_at", "finished_at")
    )
    return (finished - created).total_seconds()
