"""Three real workers on PostgreSQL: what it is worth that each takes first what it has warm.

`python -m bench.affinity_real` sends accepted and wrong examples of ten problems, by Zipf
popularity and at random times, to three workers that can keep only some of them warm: once with the
worker's own rule, once in the order of arrival alone, the same submissions at the same times. It
gives for both, of the second half, the share that found its problem warm and the seconds from
arrival to verdict, beside what `bench.affinity` simulates with what was measured under the first
rule. What workers compile and compute ahead is made before that, in a folder that can be kept.
"""

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import httpx

from bench.affinity import Model, Rule, Simulation, by_affinity, by_arrival
from bench.affinity_tries import Measured, measured
from bench.fleet import Member, environment_of, running_members
from bench.mix_submissions import KnownSubmission
from bench.plan import BenchError
from bench.postgresql import migrated, own_postgresql
from bench.server import SUBMISSIONS, running_server
from graders.core.verdict import Outcome
from graders.problem.package import load_problems

_PROBLEMS_DIR = Path(__file__).parents[1] / "reference"
_WORKERS = 3
_PROBLEMS = 10
_DRAWS = 4
_WRONG = (Outcome.WRONG_ANSWER, Outcome.RUNTIME_ERROR)
_POLL_S = 0.5
# For the last ones, after all have been sent.
_PATIENCE_S = 300.0
_SIMULATIONS = 20
# What a worker's data folder holds that is computed ahead.
_AHEAD = ("programs", "precomputed")

# The examples of each problem, the accepted and the wrong ones; the most popular problem first.
Examples = Sequence[tuple[Sequence[KnownSubmission], Sequence[KnownSubmission]]]


class Arrivals:
    """What is sent, and when: the same for both rules."""

    def __init__(self, examples: Examples, count: int, per_s: float, seed: int) -> None:
        self.per_s = per_s
        chance = Random(seed)
        popularity = [1 / rank for rank in range(1, len(examples) + 1)]
        at_s = 0.0
        self.sent: list[tuple[float, KnownSubmission]] = []
        for kinds in chance.choices(examples, popularity, k=count):
            at_s += chance.expovariate(per_s)
            self.sent.append((at_s, chance.choice(chance.choice(kinds))))

    async def send(self, url: str) -> list[dict[str, Any]]:
        """Send all, each at its time; return them, in this order, once all are judged.

        Raises:
            BenchError: one was not judged in time, or has another verdict than is known.
        """
        begin = time.monotonic()
        async with httpx.AsyncClient(base_url=url, trust_env=False, timeout=60) as client:

            async def submit(at_s: float, known: KnownSubmission) -> str:
                await asyncio.sleep(begin + at_s - time.monotonic())
                body = {"problem": known.problem, "source": known.source}
                answer = await client.post(SUBMISSIONS, json=body)
                return str(answer.raise_for_status().json()["id"])

            ids = await asyncio.gather(*(submit(*each) for each in self.sent))
            documents = [await _judged(client, submission) for submission in ids]
        for (_, known), document in zip(self.sent, documents, strict=True):
            known.require_expected(document)
        return documents


async def _judged(client: httpx.AsyncClient, submission: str) -> dict[str, Any]:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        answer = await client.get(f"{SUBMISSIONS}/{submission}")
        document: dict[str, Any] = answer.raise_for_status().json()
        if document["status"] == "finished":
            return document
        await asyncio.sleep(_POLL_S)
    raise BenchError("submissions were not judged in time")


def _examples(seed: int) -> Examples:
    found = []
    for problem in load_problems(_PROBLEMS_DIR).values():
        known = [
            KnownSubmission(f"{problem.name}/{each.name}", problem.name, each.expected, each.source)
            for each in problem.submissions
        ]
        accepted = [each for each in known if each.expected is Outcome.ACCEPTED]
        wrong = [each for each in known if each.expected in _WRONG]
        if accepted and wrong:
            found.append((accepted, wrong))
    return Random(seed).sample(found, _PROBLEMS)


def prepare(prepared: Path, examples: Examples) -> None:
    """Use each problem in one service until it has nothing left to compute ahead for it."""
    with running_server(_PROBLEMS_DIR, prepared, precomputed_draws=_DRAWS) as server:
        server.wait_until_ready()
        for accepted, _ in examples:
            known = accepted[0]
            document, _ = server.submit(known.problem, known.source)
            known.require_expected(document)
            server.wait_until_warm(known.problem)
            server.wait_until_quiet()
            print(f"{known.problem} is prepared", file=sys.stderr)


def measure(
    rule: Rule, folder: Path, prepared: Path, arrivals: Arrivals, warm_memory_mb: int
) -> Measured:
    """Have all of them judged by workers that follow the rule.

    Raises:
        BenchError: a process did not come up, or a submission was not judged as it should be.
    """
    folder.mkdir()
    with own_postgresql() as server:
        url = asyncio.run(migrated(server))
        shared = {
            "NNX_JUDGE_DATABASE_URL": url,
            "NNX_JUDGE_SLOTS": "1",
            "NNX_JUDGE_PRECOMPUTED_DRAWS": str(_DRAWS),
            "NNX_JUDGE_WARM_MEMORY_MB": str(warm_memory_mb),
            "NNX_JUDGE_RATE_LIMIT": "1000000/minute",
        }
        tries, logs, workers = [], [], []
        accepting = environment_of(folder / "serve", _PROBLEMS_DIR) | shared
        with running_members() as members:
            front = Member("serve", accepting | {"NNX_JUDGE_SLOTS": "0"}, folder / "serve.log")
            members.append(front)
            for number in range(_WORKERS):
                data = folder / f"worker-{number}"
                for name in _AHEAD:
                    shutil.copytree(prepared / name, data / name)
                data.chmod(0o700)
                tries.append(folder / f"tries-{number}.jsonl")
                tries[-1].touch()
                logs.append(folder / f"worker-{number}.log")
                command = [sys.executable, "-m", "bench.affinity_worker"]
                command += [rule.__name__, str(tries[-1])]
                environment = environment_of(data, _PROBLEMS_DIR) | shared
                workers.append(Member("worker", environment, logs[-1], command=command))
                members.append(workers[-1])
            for member in members:
                member.wait_until_ready()
            documents = asyncio.run(arrivals.send(front.url))
    return measured(documents, tries, logs)


def simulated(model: Model, rule: Rule) -> dict[str, float]:
    """The median of each figure, of several simulations of as many submissions."""
    runs = [Simulation(model, rule, seed).run() for seed in range(_SIMULATIONS)]
    return {name: median(run[name] for run in runs) for name in runs[0]}


def main() -> None:
    """Measure, and print the figures as JSON."""
    options = argparse.ArgumentParser(prog="python -m bench.affinity_real", description=__doc__)
    options.add_argument("--submissions", type=int, default=200)
    options.add_argument("--per-s", type=float, default=1.0, help="how many arrive a second")
    options.add_argument("--warm-memory-mb", type=int, default=250, help="of each worker")
    options.add_argument("--prepared", type=Path, help="the folder; made where it is missing")
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    examples = _examples(given.seed)
    arrivals = Arrivals(examples, given.submissions, given.per_s, given.seed)
    with tempfile.TemporaryDirectory(prefix="nnx-judge-affinity-") as scratch:
        folder = Path(scratch)
        prepared = given.prepared or folder / "prepared"
        try:
            if not prepared.exists():
                prepare(prepared, examples)
            begin, load = time.monotonic(), os.getloadavg()
            ours, theirs = (
                measure(rule, folder / rule.__name__, prepared, arrivals, given.warm_memory_mb)
                for rule in (by_affinity, by_arrival)
            )
        except BenchError as error:
            sys.exit(str(error))
    model = ours.model(_WORKERS, _PROBLEMS, given.per_s)
    told = {
        "seconds": round(time.monotonic() - begin),
        "load_before_and_after": [round(each[0], 1) for each in (load, os.getloadavg())],
        "by_affinity": {"measured": ours.figures(), "simulated": simulated(model, by_affinity)},
        "by_arrival": {"measured": theirs.figures(), "simulated": simulated(model, by_arrival)},
        "model": asdict(model),
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
