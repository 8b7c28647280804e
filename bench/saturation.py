"""How many submissions a second come out when more are queued than can run."""

import time
from datetime import datetime
from statistics import median

from bench.clients import submit_at_once
from bench.floor_process import rate_per_s
from bench.mix_submissions import KnownSubmission
from bench.results import Results
from bench.server import Server
from bench.workbench import Workbench
from graders.core.verdict import Outcome


def measure_saturated(bench: Workbench) -> Results:
    """The plan's depths in their order, with the floor's rate measured in between."""
    plan, results = bench.plan, Results()
    floors = bench.floors([bench.name])

    def measure_floor() -> None:
        results.add("floor_per_s", rate_per_s(floors, [bench.name], plan.floor_rate_s))

    server = bench.server()
    bench.progress.stage("saturated", sum(plan.queue_depths))
    for number, depth in enumerate(plan.queue_depths):
        if number % plan.floor_rate_every == 0:
            measure_floor()
        server.wait_until_quiet()
        results.add(
            _series(depth),
            _one_by_one_per_s(bench, server, plan.sequential)
            if depth == 1
            else _burst_per_s(bench, server, depth),
        )
        bench.progress.step(depth)
    measure_floor()
    # What one client gets, one submission after the other, is latency and no saturation.
    rates = [median(results.samples[_series(depth)]) for depth in set(plan.queue_depths) - {1}]
    results.figures["saturated_per_s"] = min(rates)
    results.figures["saturated_evenness"] = min(rates) / max(rates)
    return results


def _series(depth: int) -> str:
    return f"queued_{depth}_per_s"


def _burst_per_s(bench: Workbench, server: Server, count: int) -> float:
    """Submit so many at once: their number by the time from the first's arrival to the last's end.

    The server's own clock tells both.
    """
    submission = KnownSubmission("the solution", bench.name, Outcome.ACCEPTED, bench.solution)
    finished = submit_at_once(server.url, [submission] * count)
    arrived = min(datetime.fromisoformat(document["created_at"]) for document in finished)
    ended = max(datetime.fromisoformat(document["finished_at"]) for document in finished)
    return count / (ended - arrived).total_seconds()


def _one_by_one_per_s(bench: Workbench, server: Server, count: int) -> float:
    """One client that submits again as soon as it has the verdict."""
    begin = time.perf_counter()
    for _ in range(count):
        server.accepted_ms(bench.name, bench.solution)
    return count / (time.perf_counter() - begin)
