"""How many submissions a second come out when more are queued than can run."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import httpx

from bench.floor_process import FloorProcess, rate_per_s
from bench.plan import BenchError, Plan, Progress, Subject
from bench.server import SUBMISSIONS, Server, require_accepted

_CONNECTIONS = 32
_POLL_S = 0.1
# No submission takes longer than its limits, on the slowest road.
_SECONDS_EACH = 20


@dataclass(slots=True)
class Throughput:
    """Submissions a second: by the depth of the queue, and of the floor on every core at once."""

    by_depth: dict[int, list[float]] = field(default_factory=dict)
    floor_per_s: list[float] = field(default_factory=list)


def measure_throughput(
    subject: Subject,
    plan: Plan,
    floors: Sequence[FloorProcess],
    server: Server,
    progress: Progress,
) -> Throughput:
    """The plan's bursts in their order, with the floor's rate measured in between."""
    progress.stage("saturation", sum(plan.bursts))
    throughput = Throughput()
    for number, depth in enumerate(plan.bursts):
        if number % plan.floor_rate_every == 0:
            throughput.floor_per_s.append(rate_per_s(floors, plan.floor_rate_s))
        measured = (
            _one_by_one(subject, server, plan.sequential)
            if depth == 1
            else burst_per_s(subject, server, depth)
        )
        throughput.by_depth.setdefault(depth, []).append(measured)
        progress.step(depth)
    throughput.floor_per_s.append(rate_per_s(floors, plan.floor_rate_s))
    return throughput


def burst_per_s(subject: Subject, server: Server, count: int) -> float:
    """Submit so many at once: their number by the time from the first's arrival to the last's end.

    The server's own clock tells both.
    """
    server.wait_until_quiet()
    finished = asyncio.run(_burst(subject, server.url, count))
    for document in finished:
        require_accepted(document)
    arrived = min(datetime.fromisoformat(document["created_at"]) for document in finished)
    ended = max(datetime.fromisoformat(document["finished_at"]) for document in finished)
    return count / (ended - arrived).total_seconds()


def _one_by_one(subject: Subject, server: Server, count: int) -> float:
    """One client that submits again as soon as it has the verdict."""
    server.wait_until_quiet()
    begin = time.perf_counter()
    for _ in range(count):
        server.submit_ms(subject.problem.solution)
    return count / (time.perf_counter() - begin)


async def _burst(subject: Subject, url: str, count: int) -> list[dict[str, Any]]:
    """The documents of so many submissions, once all are judged."""
    body = {"problem": subject.problem.name, "source": subject.problem.solution}
    limits = httpx.Limits(max_connections=_CONNECTIONS)
    async with httpx.AsyncClient(
        base_url=url, limits=limits, timeout=None, trust_env=False
    ) as client:

        async def submit() -> str:
            answer = await client.post(SUBMISSIONS, json=body)
            answer.raise_for_status()
            return str(answer.json()["id"])

        async def read(submission: str) -> dict[str, Any]:
            answer = await client.get(f"{SUBMISSIONS}/{submission}")
            document: dict[str, Any] = answer.json()
            return document

        submissions = await asyncio.gather(*(submit() for _ in range(count)))
        deadline = time.monotonic() + _SECONDS_EACH * count
        # Judged in the order of their arrival, which their ids tell: the last one ends last, or
        # nearly so. To ask for the others in the meantime would only cost the server time.
        documents = []
        for submission in sorted(submissions, reverse=True):
            while (document := await read(submission))["status"] != "finished":
                if time.monotonic() > deadline:
                    raise BenchError(f"{count} queued submissions were not judged in time")
                await asyncio.sleep(_POLL_S)
            documents.append(document)
        return documents
