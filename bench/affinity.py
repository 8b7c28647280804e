"""A simulation of many workers: what it is worth that each takes first what it has warm.

`python -m bench.affinity` lets submissions to problems of Zipf popularity arrive at random, and
gives, for the worker's own rule (`app.worker.affinity`) and for the order of arrival alone, the
share that found its problem warm and the times from arrival to verdict. Only time is simulated: the
rule is the worker's. How long judging takes warm and cold, how long a problem takes to become warm,
and how many problems a worker keeps warm are what `nnx-judge bench` measures; see the options.
"""

import argparse
import heapq
import itertools
import json
import math
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from statistics import median

from app.submissions.schemas import WaitingSubmission
from app.worker.affinity import Affinity, Choice
from graders.execution.warm_pool import State

_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
# As the worker looks at.
_WINDOW = 64
Rule = Callable[[Affinity, Sequence[WaitingSubmission], datetime], Choice]


@dataclass(frozen=True, slots=True)
class Model:
    """The service that is simulated; times in seconds."""

    workers: int
    problems: int
    submissions: int
    busy: float  # the share of the workers' time that warm judging would take
    warm_s: float
    cold_s: float
    warming_s: float  # from a problem's first use on a worker until it is warm there
    kept_warm: int  # problems a worker


@dataclass(slots=True)
class _Worker:
    name: str
    affinity: Affinity = field(init=False)
    warm_at: OrderedDict[str, float] = field(default_factory=OrderedDict)
    now: float = 0.0
    is_busy: bool = False
    looks_at: float = math.inf  # when it looks again at the latest

    def __post_init__(self) -> None:
        self.affinity = Affinity(self.name, self._warmth)

    def _warmth(self, _: str, revision: str) -> State:
        at = self.warm_at.get(revision)
        if at is None:
            return "cold"
        return "warm" if at <= self.now else "warming"

    def take(self, revision: str, model: Model) -> tuple[float, bool]:
        """Judge a submission; return how long it takes, and whether it was warm."""
        is_warm = self._warmth("", revision) == "warm"
        self.warm_at.setdefault(revision, self.now + model.warming_s)
        self.warm_at.move_to_end(revision)
        if len(self.warm_at) > model.kept_warm:
            self.warm_at.popitem(last=False)
        return (model.warm_s if is_warm else model.cold_s), is_warm


def by_affinity(affinity: Affinity, waiting: Sequence[WaitingSubmission], now: datetime) -> Choice:
    """The worker's own rule."""
    return affinity.choose(waiting, now)


def by_arrival(_: Affinity, waiting: Sequence[WaitingSubmission], __: datetime) -> Choice:
    """The oldest first."""
    return Choice([[waiting[0].id]]) if waiting else Choice(())


class Simulation:
    """One run of the model under a rule."""

    def __init__(self, model: Model, rule: Rule, seed: int) -> None:
        self._model = model
        self._rule = rule
        self._random = Random(seed)
        self._workers = [_Worker(f"worker {number}") for number in range(model.workers)]
        for worker in self._workers:
            worker.affinity.share_with([each.name for each in self._workers])
        self._queue: OrderedDict[str, WaitingSubmission] = OrderedDict()
        # What happens when; the number keeps the order of what happens at once.
        self._events: list[tuple[float, int, Callable[[float], None]]] = []
        self._numbers = itertools.count()
        self._times_s: list[float] = []
        self._found_warm = 0

    def run(self) -> dict[str, float]:
        """Return the figures of the second half, when workers have warm problems; in seconds."""
        self._let_arrive()
        while self._events:
            now, _, happen = heapq.heappop(self._events)
            happen(now)
        count = len(self._times_s)
        return {
            "found_warm": self._found_warm / count,
            "p50_s": median(self._times_s),
            "p95_s": sorted(self._times_s)[int(0.95 * count)],
            "longest_s": max(self._times_s),
        }

    def _let_arrive(self) -> None:
        model = self._model
        popularity = [1 / rank for rank in range(1, model.problems + 1)]
        rate = model.busy * model.workers / model.warm_s
        now = 0.0
        for number in range(model.submissions):
            now += self._random.expovariate(rate)
            [problem] = self._random.choices(range(model.problems), popularity)
            name = f"problem {problem}"
            arrived = _BEGIN + timedelta(seconds=now)
            submission = WaitingSubmission(str(number), name, name, arrived)
            self._at(now, partial(self._arrive, submission))

    def _at(self, when: float, happen: Callable[[float], None]) -> None:
        heapq.heappush(self._events, (when, next(self._numbers), happen))

    def _arrive(self, submission: WaitingSubmission, now: float) -> None:
        self._queue[submission.id] = submission
        idle = [worker for worker in self._workers if not worker.is_busy]
        for worker in self._random.sample(idle, len(idle)):
            self._look(worker, now)

    def _look(self, worker: _Worker, now: float) -> None:
        if worker.looks_at <= now:
            worker.looks_at = math.inf
        if worker.is_busy or not self._queue:
            return
        worker.now = now
        waiting = list(itertools.islice(self._queue.values(), _WINDOW))
        choice = self._rule(worker.affinity, waiting, _BEGIN + timedelta(seconds=now))
        if choice.tiers:
            taken = self._queue.pop(choice.tiers[0][0])
            took_s, was_warm = worker.take(taken.revision, self._model)
            worker.is_busy = True
            if int(taken.id) >= self._model.submissions // 2:
                self._found_warm += was_warm
                self._times_s.append(now + took_s - (taken.created_at - _BEGIN).total_seconds())
            self._at(now + took_s, partial(self._end, worker))
        elif choice.look_again_s is not None and worker.looks_at > now + choice.look_again_s:
            worker.looks_at = now + choice.look_again_s
            self._at(worker.looks_at, partial(self._look, worker))

    def _end(self, worker: _Worker, now: float) -> None:
        worker.is_busy = False
        self._look(worker, now)


def main() -> None:
    """Simulate, and print the figures of both rules as JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--workers", type=int, default=8)
    options.add_argument("--problems", type=int, default=50)
    options.add_argument("--submissions", type=int, default=20_000)
    options.add_argument("--busy", type=float, default=0.3, help="of the time, were all warm")
    options.add_argument("--warm-s", type=float, default=0.15)
    options.add_argument("--cold-s", type=float, default=2.75)
    options.add_argument("--warming-s", type=float, default=4.0)
    options.add_argument("--kept-warm", type=int, default=12, help="problems a worker")
    options.add_argument("--seed", type=int, default=0)
    given = vars(options.parse_args())
    seed = given.pop("seed")
    model = Model(**given)
    figures = {
        rule.__name__: Simulation(model, rule, seed).run() for rule in (by_affinity, by_arrival)
    }
    print(json.dumps({"model": given, **figures}, indent=2))


if __name__ == "__main__":
    main()
