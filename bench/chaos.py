"""Disturbing the service at random while it is used, and counting what was lost: nothing may be.

`python -m bench.chaos` submits to an embedded service, or with `--engine postgresql` to a fleet on
a PostgreSQL server of its own. Meanwhile processes are killed, stopped and suspended, the database
restarted, killed and suspended, connections cut. Every submission that was acknowledged must end
with one verdict, the one that an undisturbed judge gives. It tells how long the service took to be
back after each kind of fault, and how long orderly stops took. Every kind strikes within about
three minutes.
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from random import Random
from typing import Any

import httpx

from app.database.data_folder import DATABASE
from bench.chaos_faults import Faults
from bench.chaos_problem import PROBLEM, write_problem
from bench.chaos_report import Chaos
from bench.chaos_user import User
from bench.fleet import Member, Role, Stop, running_fleet
from bench.plan import BenchError
from bench.postgresql import PostgresqlServer, migrated, own_postgresql
from bench.webhook_receiver import WebhookReceiver
from graders.core.verdict import Verdict
from graders.judge import Judge
from graders.problem.package import load_problem

_EMBEDDED: list[Role] = ["serve"]
_SHARED: list[Role] = ["serve", "serve", "worker", "worker"]
# Longer than `Prefer: wait` lets an answer wait.
_REQUEST_S = 30.0
# Webhooks are tried again at growing intervals.
_WEBHOOKS_S = 300.0
# Until all are busy that are then stopped.
_BUSY_S = 2.0
_MORE_THAN_ENDS = 1_000_000
# The same for no two runs.
_MEASURED = {"id", "time_ms", "cpu_ms", "memory_mb"}


async def unleash(
    submissions: int, folder: Path, server: PostgresqlServer | None = None, *, seed: int = 0
) -> Chaos:
    """Submit so many while things fail, and look at what came of each.

    Args:
        submissions: how many.
        folder: for data and logs.
        server: gets a database of its own, and fails too; None for the embedded database.
        seed: decides what is submitted and hit, and when.

    Raises:
        BenchError: a process did not come up again.
        TimeoutError: the service did not come back, or did not finish.
    """
    chaos = Chaos()
    problems_dir = write_problem(folder / "problems")
    settings = {
        "NNX_JUDGE_WEBHOOK_ALLOW_PRIVATE": "true",
        "NNX_JUDGE_SLOTS": "2",
        # Some draws are computed ahead; all of them would only keep the cores busy.
        "NNX_JUDGE_PRECOMPUTED_DRAWS": "32",
        "NNX_JUDGE_RATE_LIMIT": "1000000/minute",
    }
    if server is not None:
        settings["NNX_JUDGE_DATABASE_URL"] = await migrated(server)
    roles = _EMBEDDED if server is None else _SHARED
    with (
        running_fleet(roles, folder, problems_dir, settings) as fleet,
        WebhookReceiver() as receiver,
    ):
        urls = [member.url for member in fleet if member.role == "serve"]
        async with httpx.AsyncClient(trust_env=False, timeout=_REQUEST_S) as client:
            user = User(client, urls, chaos, Random(seed), receiver.url)
            database = server or folder / "serve-1" / DATABASE
            faults = Faults(fleet, database, chaos, Random(seed), user.seconds_until_back)
            striking = asyncio.create_task(faults.strike())
            await user.submit_all(submissions)
            faults.stop()
            await striking
            documents = await user.finished()
            missing = await asyncio.to_thread(receiver.missing, set(user.sources), _WEBHOOKS_S)
            chaos.without_webhook = sorted(missing)
            chaos.doubled = await user.unknown()
            others = User(client, urls, Chaos(), Random(seed), receiver.url)
            chaos.stops += await _stop_busy(fleet, others)
    _compare(documents, user.sources, problems_dir, chaos)
    return chaos


async def _stop_busy(fleet: Sequence[Member], user: User) -> list[Stop]:
    """Stop all in order while they have work, followers, and requests that wait."""
    using = asyncio.create_task(user.submit_all(_MORE_THAN_ENDS))
    await asyncio.sleep(_BUSY_S)
    try:
        return await asyncio.gather(*(asyncio.to_thread(member.stop) for member in fleet))
    finally:
        using.cancel()
        await asyncio.wait([using])


def _compare(
    documents: Sequence[Mapping[str, Any]],
    sources: Mapping[str, str],
    problems_dir: Path,
    chaos: Chaos,
) -> None:
    """Judge each again, with its seed and undisturbed."""
    problem = load_problem(problems_dir / PROBLEM)
    names = set(Verdict.model_fields)
    with Judge(private=[problems_dir]) as judge:
        for document in documents:
            chaos.verdicts[document["verdict"]] += 1
            chaos.run_more_than_once += document["tries"] > 1
            verdict = judge.grade(problem, sources[document["id"]], seed=document["seed"])
            told = {name: document[name] for name in names & document.keys()}
            if _unmeasured(told) != _unmeasured(verdict.model_dump(mode="json")):
                chaos.differing.append(document["id"])


def _unmeasured(part: Any) -> Any:
    if isinstance(part, dict):
        return {k: _unmeasured(v) for k, v in part.items() if k not in _MEASURED}
    return [_unmeasured(item) for item in part] if isinstance(part, list) else part


def main() -> None:
    """Run it from the command line."""
    options = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    options.add_argument("--submissions", type=int, default=300)
    options.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--keep-logs", type=Path, help="a new folder for data and logs")
    given = options.parse_args()
    begin, load = time.monotonic(), os.getloadavg()
    with tempfile.TemporaryDirectory(prefix="nnx-judge-chaos-") as temporary:
        folder = given.keep_logs or Path(temporary)
        try:
            with nullcontext() if given.engine == "sqlite" else own_postgresql() as server:
                chaos = asyncio.run(unleash(given.submissions, folder, server, seed=given.seed))
        except (BenchError, TimeoutError) as error:
            sys.exit(f"{type(error).__name__}: {error}")
    run = {
        "engine": given.engine,
        "seed": given.seed,
        "seconds": round(time.monotonic() - begin),
        "load_before_and_after": [round(each[0], 1) for each in (load, os.getloadavg())],
    }
    print(json.dumps(run | chaos.told(), indent=2))
    sys.exit(not chaos.holds)


if __name__ == "__main__":
    main()
