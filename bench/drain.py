"""How much faster two workers drain a queue than one, on PostgreSQL.

`python -m bench.drain --database-url URL` queues submissions while nobody judges, and has them
drained by one worker, then by two, then by one again and so on. Each worker has one slot and a core
of its own, so that the second one adds a core, as it would on a machine of its own; the database
and the process that accepts share the cores with them.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

import httpx

from bench.fleet import Member, environment_of, running_fleet
from bench.plan import BenchError
from bench.server import SUBMISSIONS, require_accepted
from graders.core.parallel import usable_cores
from graders.problem.package import load_problem

_PROBLEM = "add_layer_warm_start"
_PROBLEMS_DIR = Path(__file__).parents[1] / "reference"
_POLL_S = 0.5
_PATIENCE_S = 600.0
# Workers come up and get warm on the first ones; the rate is that of the rest.
_WARMING_SHARE = 0.4


def drain_per_s(workers: int, submissions: int, folder: Path, database_url: str) -> float:
    """How many submissions a second so many workers judge, once they are warm.

    Raises:
        BenchError: one was not accepted, or they did not come to an end.
    """
    settings = {
        "NNX_JUDGE_DATABASE_URL": database_url,
        "NNX_JUDGE_SLOTS": "0",
    }
    members: list[Member] = []
    with running_fleet(["serve"], folder, _PROBLEMS_DIR, settings) as [front]:
        ids = asyncio.run(_submit(front.url, submissions))
        try:
            for core in range(workers):
                environment = environment_of(folder / f"worker-{core}", _PROBLEMS_DIR) | {
                    "NNX_JUDGE_DATABASE_URL": database_url,
                    "NNX_JUDGE_SLOTS": "1",
                    "NNX_JUDGE_PRECOMPUTED_DRAWS": "0",
                }
                log = folder / f"worker-{core}.log"
                members.append(Member("worker", environment, log, cores=[core]))
            ended = asyncio.run(_ended(front.url, ids))
        finally:
            for member in members:
                member.stop()
    first = ended[int(len(ended) * _WARMING_SHARE)]
    return len([each for each in ended if each > first]) / (ended[-1] - first).total_seconds()


async def _submit(url: str, count: int) -> list[str]:
    body = {"problem": _PROBLEM, "source": load_problem(_PROBLEMS_DIR / _PROBLEM).solution}
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        answers = [await client.post(SUBMISSIONS, json=body) for _ in range(count)]
    return [answer.raise_for_status().json()["id"] for answer in answers]


async def _ended(url: str, ids: Sequence[str]) -> list[datetime]:
    """When each ended, in order."""
    deadline = time.monotonic() + _PATIENCE_S
    ended = []
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:
        for submission in reversed(ids):
            while (document := await _read(client, submission))["status"] != "finished":
                if time.monotonic() > deadline:
                    raise BenchError(f"{len(ids)} submissions were not judged in time")
                await asyncio.sleep(_POLL_S)
            require_accepted(document)
            ended.append(datetime.fromisoformat(document["finished_at"]))
    return sorted(ended)


async def _read(client: httpx.AsyncClient, submission: str) -> dict[str, Any]:
    document: dict[str, Any] = (await client.get(f"{SUBMISSIONS}/{submission}")).json()
    return document


def main() -> None:
    """Run it from the command line."""
    options = argparse.ArgumentParser(prog="python -m bench.drain", description=__doc__)
    options.add_argument("--database-url", required=True, help="a PostgreSQL database, upgraded")
    options.add_argument("--submissions", type=int, default=200)
    options.add_argument("--rounds", type=int, default=3)
    given = options.parse_args()
    if usable_cores() < 2:
        sys.exit("needs two cores, one for each worker")
    rates: dict[int, list[float]] = {1: [], 2: []}
    try:
        for number in range(given.rounds):
            for workers, measured in rates.items():
                with tempfile.TemporaryDirectory(prefix="nnx-judge-drain-") as folder:
                    measured.append(
                        drain_per_s(workers, given.submissions, Path(folder), given.database_url)
                    )
                print(f"round {number + 1}: {workers}: {measured[-1]:.2f}/s", file=sys.stderr)
    except BenchError as error:
        sys.exit(str(error))
    one, two = (median(measured) for measured in rates.values())
    print(json.dumps({"one_per_s": rates[1], "two_per_s": rates[2], "ratio": two / one}, indent=2))


if __name__ == "__main__":
    main()
