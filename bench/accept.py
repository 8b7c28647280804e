"""How fast submissions are accepted while judging is saturated.

`python -m bench.accept` keeps a service's slots busy with a queue that never runs empty, and
measures how long it takes until a submission is acknowledged (202), and how many are a second.
"""

import argparse
import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

import httpx

from bench.fleet import running_fleet
from bench.plan import BenchError
from bench.samples import percentile
from bench.server import SUBMISSIONS
from graders.problem.package import load_problem

_PROBLEM = "add_layer_warm_start"
_PROBLEMS_DIR = Path(__file__).parents[1] / "reference"
# Judging is under way, and warm, before anything is timed.
_AHEAD, _WARM_S = 50, 20.0


async def _measure(url: str, count: int, clients: int) -> dict[str, float]:
    body = {"problem": _PROBLEM, "source": load_problem(_PROBLEMS_DIR / _PROBLEM).solution}
    times_ms: list[float] = []
    async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:

        async def submit() -> None:
            begin = time.perf_counter()
            answer = await client.post(SUBMISSIONS, json=body)
            if answer.status_code != httpx.codes.ACCEPTED:
                raise BenchError(f"answered {answer.status_code}: {answer.text[:200]}")
            times_ms.append((time.perf_counter() - begin) * 1e3)

        async def one_client() -> None:
            for _ in range(count // clients):
                await submit()

        for _ in range(_AHEAD):
            await submit()
        await asyncio.sleep(_WARM_S)
        for _ in range(_AHEAD):
            await submit()
        times_ms.clear()
        begin = time.perf_counter()
        await asyncio.gather(*(one_client() for _ in range(clients)))
        took_s = time.perf_counter() - begin
    return {
        "accepted_per_s": len(times_ms) / took_s,
        "accept_p50_ms": percentile(times_ms, 50),
        "accept_p95_ms": percentile(times_ms, 95),
    }


def main() -> None:
    """Run it from the command line."""
    options = argparse.ArgumentParser(prog="python -m bench.accept", description=__doc__)
    options.add_argument("--submissions", type=int, default=800)
    options.add_argument("--clients", type=int, default=4)
    options.add_argument("--database-url", help="a PostgreSQL database, upgraded before")
    given = options.parse_args()
    settings = {"NNX_JUDGE_QUEUE_LIMIT": "100000"}
    if given.database_url is not None:
        settings["NNX_JUDGE_DATABASE_URL"] = given.database_url
    with (
        tempfile.TemporaryDirectory(prefix="nnx-judge-accept-") as folder,
        running_fleet(["serve"], Path(folder), _PROBLEMS_DIR, settings) as [server],
    ):
        try:
            measured = asyncio.run(_measure(server.url, given.submissions, given.clients))
        except BenchError as error:
            sys.exit(str(error))
    print(json.dumps(measured, indent=2))


if __name__ == "__main__":
    main()
