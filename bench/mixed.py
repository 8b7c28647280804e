"""What different learners write: its latency, one at a time and in bursts, and its throughput."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import cycle, islice
from statistics import mean, median
from time import sleep
from typing import Any

from bench.clients import submit_at_once, submit_by_learners
from bench.floor_process import rate_per_s
from bench.latency import PAUSE_S
from bench.mix_submissions import KnownSubmission
from bench.plan import BenchError
from bench.results import Results
from bench.slot_times import slot_times_ms
from bench.workbench import Workbench

# The events that count a run: in a fork, and in another process where the fork could not do it.
_FORKED, _FALLBACK = "fork", "fresh"


def measure_mix(bench: Workbench) -> Results:
    """The whole mix one at a time, by turns with the floors of its problems, and then bursts of it.

    Latencies are given in floors of the submission's own problem. Those that reach a time limit
    are judged too, and counted nowhere: their latency is the limit.
    """
    plan, mix, results = bench.plan, bench.mix, Results()
    floor = bench.floors(bench.problems_in_use)[0]
    floors_ms: dict[str, list[float]] = {}
    latencies: list[tuple[KnownSubmission, float]] = []
    bursts: list[tuple[KnownSubmission, float]] = []
    server = bench.server(bench.problems_in_use)
    bench.progress.stage("mix", len(mix) + plan.mix_bursts)
    before = server.sandbox_events()
    for submission in mix:
        sleep(PAUSE_S)
        floors_ms.setdefault(submission.problem, []).append(floor.cases_ms(submission.problem))
        sleep(PAUSE_S)
        document, took_ms = server.submit(submission.problem, submission.source)
        submission.require_expected(document)
        latencies.append((submission, took_ms))
        bench.progress.step()
    chance = bench.random("bursts")
    for _ in range(plan.mix_bursts):
        server.wait_until_quiet()
        burst = chance.sample(mix, min(plan.burst, len(mix)))
        documents = submit_at_once(server.url, burst)
        ids = [document["id"] for document in documents]
        bursts += zip(burst, slot_times_ms(server.data_dir, ids), strict=True)
        bench.progress.step()
    after = server.sandbox_events()
    floor_ms = {problem: median(samples) for problem, samples in floors_ms.items()}
    for name, measured in (("mix", latencies), ("mix_burst", bursts)):
        for submission, took_ms in measured:
            if not submission.is_stopped:
                results.add(f"{name}_ms", took_ms)
                results.add(f"{name}_floors", took_ms / floor_ms[submission.problem])
    results.figures["mix_fallback_share"] = fallback_share(
        {event: after[event] - before.get(event, 0) for event in after}, len(latencies + bursts)
    )
    return results


def fallback_share(events: Mapping[str, int], submissions: int) -> float:
    """How many runs in another process than a fork there were, for each submission.

    Raises:
        BenchError: fewer runs were counted than there were submissions.
    """
    forked, fallbacks = events.get(_FORKED, 0), events.get(_FALLBACK, 0)
    if forked + fallbacks < submissions:
        raise BenchError(
            f"/metrics counts {forked + fallbacks} runs of {submissions} submissions: are "
            f"{_FORKED} and {_FALLBACK} still its names for them?"
        )
    return fallbacks / submissions


def measure_sustained(bench: Workbench) -> Results:
    """The mix from many learners at once, in a queue that does not run dry, several times.

    Without those that reach a time limit: how many of them there are would decide the figure. The
    floor's rate is that of the same problems in the same shares, before and after each queue. Alone
    in a run, the first queue is of submissions that the service has not seen before.
    """
    plan, results = bench.plan, Results()
    # Those of the learners that are left when the pile is empty come after the end.
    count = plan.sustained + plan.learners
    pile = list(islice(cycle(each for each in bench.mix if not each.is_stopped), count))
    problems = [each.problem for each in pile]
    floors = bench.floors(bench.problems_in_use)

    def measured_floor() -> float:
        floor = rate_per_s(floors, problems, 2 * plan.floor_rate_s)
        results.add("sustained_floor_per_s", floor)
        return floor

    server = bench.server(bench.problems_in_use)
    bench.progress.stage("sustained", plan.sustained_rounds)
    before = measured_floor()
    for _ in range(plan.sustained_rounds):
        documents = submit_by_learners(server.url, pile, plan.learners)
        rate = _per_s(documents, plan.sustained)
        # What was missed is compiled now, and would run beside the floor.
        server.wait_until_quiet()
        after = measured_floor()
        results.add("sustained_per_s", rate)
        # The machine is another one from minute to minute: each queue has its own floor.
        results.add("sustained_floors", rate / mean((before, after)))
        before = after
        bench.progress.step()
    return results


def _per_s(documents: Sequence[Mapping[str, Any]], count: int) -> float:
    """The rate of the first so many verdicts, from the first arrival on, by the server's clock."""
    arrived = min(datetime.fromisoformat(document["created_at"]) for document in documents)
    ended = sorted(datetime.fromisoformat(document["finished_at"]) for document in documents)
    return count / (ended[count - 1] - arrived).total_seconds()
