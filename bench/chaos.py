"""Killing the service at random while it is used, and counting what was lost: nothing may be.

`python -m bench.chaos` submits to an embedded service, or with `--database-url` to a fleet on
PostgreSQL, while processes of it are killed with SIGKILL. Every submission that was acknowledged
must end with one verdict, the one that an undisturbed judge gives.
"""

import argparse
import asyncio
import json
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from bench.chaos_problem import PROBLEM, SOURCES, write_problem
from bench.events import events_after
from bench.fleet import Member, Role, running_fleet
from bench.plan import BenchError
from bench.server import SUBMISSIONS
from bench.webhook_receiver import WebhookReceiver
from graders.core.verdict import Verdict
from graders.judge import Judge
from graders.problem.package import load_problem

_EMBEDDED: list[Role] = ["serve"]
_SHARED: list[Role] = ["serve", "serve", "worker", "worker"]
_SENDERS = 8
_RETRY_S = 0.1
# Between a fleet that is ready and the next kill: the same submission should not be hit thrice,
# since it then ends, rightly, as a judge_error.
_KILL_AFTER_S = (2.5, 5.0)
_POLL_S = 0.2
_PATIENCE_S = 300.0
# The same for no two runs.
_MEASURED = {"id", "time_ms", "cpu_ms", "memory_mb"}


@dataclass(slots=True)
class Chaos:
    """What was done, and what came of it. All of the lists must be empty."""

    submitted: int = 0
    retried: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    run_more_than_once: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    with_event_gaps: list[str] = field(default_factory=list)
    without_webhook: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether nothing was lost, doubled or changed."""
        return not (
            self.lost
            or self.doubled
            or self.differing
            or self.with_event_gaps
            or self.without_webhook
        )


async def unleash(
    submissions: int, folder: Path, database_url: str | None = None, *, seed: int = 0
) -> Chaos:
    """Submit so many while processes are killed, and look at what came of each.

    Args:
        submissions: how many.
        folder: for data and logs.
        database_url: an upgraded PostgreSQL database; None for the embedded one.
        seed: decides what is submitted and killed, and when.

    Raises:
        BenchError: the service did not come up again, or did not finish.
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
    if database_url is not None:
        settings["NNX_JUDGE_DATABASE_URL"] = database_url
    roles = _EMBEDDED if database_url is None else _SHARED
    with (
        running_fleet(roles, folder, problems_dir, settings) as fleet,
        WebhookReceiver() as receiver,
    ):
        urls = [member.url for member in fleet if member.role == "serve"]
        killing = asyncio.create_task(_kill_at_random(fleet, chaos, random.Random(seed)))
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            user = _User(client, urls, chaos, random.Random(seed), receiver.url)
            ids = await user.submit_all(submissions)
            following = asyncio.gather(*(user.follow(each) for each in ids))
            documents = await user.finished(ids)
            killing.cancel()
            with suppress(asyncio.CancelledError):
                await killing
            for member in fleet:
                member.wait_until_ready()
            await following
            missing = await asyncio.to_thread(receiver.missing, set(ids), _PATIENCE_S)
            chaos.without_webhook = sorted(missing)
            chaos.doubled = await user.unknown(set(ids))
    _compare(documents, problems_dir, chaos)
    return chaos


async def _kill_at_random(fleet: Sequence[Member], chaos: Chaos, chance: random.Random) -> None:
    # The first one early, so that also a short run has it.
    pause_s = 1.0
    while True:
        await asyncio.sleep(pause_s)
        pause_s = chance.uniform(*_KILL_AFTER_S)
        member = chance.choice(fleet)
        if chance.random() < 0.5:
            if await asyncio.to_thread(member.kill_sandbox_parent):
                chaos.kills["sandbox parent"] += 1
        else:
            await asyncio.to_thread(member.kill)
            chaos.kills[member.role] += 1
        await asyncio.to_thread(member.wait_until_ready)


class _User:
    """A site that sends until it is answered, whichever process answers."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        urls: Sequence[str],
        chaos: Chaos,
        chance: random.Random,
        callback_url: str,
    ) -> None:
        self._client = client
        self._urls = urls
        self._chaos = chaos
        self._chance = chance
        self._callback_url = callback_url
        self._sending = asyncio.Semaphore(_SENDERS)

    async def submit_all(self, count: int) -> list[str]:
        """The ids of so many acknowledged submissions, sent over the time of several kills."""
        return await asyncio.gather(*(self._submit(number) for number in range(count)))

    async def _submit(self, number: int) -> str:
        source = SOURCES[number % len(SOURCES)]
        body = {"problem": PROBLEM, "source": source, "callback_url": self._callback_url}
        headers = {"Idempotency-Key": uuid4().hex}
        async with self._sending:
            answer = await self._until_answered("POST", SUBMISSIONS, json=body, headers=headers)
            # Not all at once: something must be under way whenever something is killed.
            await asyncio.sleep(self._chance.uniform(0, 1))
        self._chaos.submitted += 1
        return str(answer["id"])

    async def follow(self, submission: str) -> None:
        """Read its events to their end, again from the last one wherever the stream breaks."""
        places: list[int] = []
        while True:
            try:
                url = self._chance.choice(self._urls)
                events = events_after(self._client, url, submission, len(places))
                async for number, kind, data in events:
                    if kind == "case":
                        places.append(int(number))
                    elif kind == "verdict":
                        if places != list(range(1, len(data["cases"]) + 1)):
                            self._chaos.with_event_gaps.append(f"{submission}: {places}")
                        return
            except httpx.HTTPError:
                await asyncio.sleep(_RETRY_S)

    async def finished(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """What became of each; those that never finish are counted as lost."""
        documents = []
        async with asyncio.timeout(_PATIENCE_S):
            for submission in ids:
                while (document := await self._read(submission)).get("status") != "finished":
                    if document.get("status") not in ("queued", "running"):
                        self._chaos.lost.append(submission)
                        break
                    await asyncio.sleep(_POLL_S)
                else:
                    documents.append(document)
        return documents

    async def unknown(self, known: set[str]) -> list[str]:
        """The stored submissions that were never acknowledged under their id."""
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self._until_answered("GET", SUBMISSIONS, params={"limit": "100", **cursor})
            found += [item["id"] for item in page["submissions"] if item["id"] not in known]
            if page.get("next") is None:
                return found
            cursor = {"cursor": page["next"]}

    async def _read(self, submission: str) -> dict[str, Any]:
        return await self._until_answered("GET", f"{SUBMISSIONS}/{submission}")

    async def _until_answered(self, method: str, path: str, **request: Any) -> dict[str, Any]:
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                try:
                    url = self._chance.choice(self._urls) + path
                    answer = await self._client.request(method, url, **request)
                    if not (answer.is_server_error or answer.status_code in (409, 429)):
                        document: dict[str, Any] = answer.json()
                        return document
                except httpx.TransportError:
                    pass
                self._chaos.retried += 1
                await asyncio.sleep(_RETRY_S)


def _compare(documents: Sequence[Mapping[str, Any]], problems_dir: Path, chaos: Chaos) -> None:
    """Judge each again, with its seed and undisturbed."""
    problem = load_problem(problems_dir / PROBLEM)
    names = set(Verdict.model_fields)
    with Judge(private=[problems_dir]) as judge:
        for number, document in enumerate(documents):
            chaos.verdicts[document["verdict"]] += 1
            chaos.run_more_than_once += document["tries"] > 1
            source = SOURCES[number % len(SOURCES)]
            verdict = judge.grade(problem, source, seed=document["seed"])
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
    options.add_argument("--database-url", help="a PostgreSQL database, upgraded before")
    options.add_argument("--seed", type=int, default=0)
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="nnx-judge-chaos-") as folder:
        try:
            chaos = asyncio.run(
                unleash(given.submissions, Path(folder), given.database_url, seed=given.seed)
            )
        except BenchError as error:
            sys.exit(str(error))
    told = {each.name: getattr(chaos, each.name) for each in fields(chaos)}
    print(json.dumps(told | {"holds": chaos.holds}, indent=2))
    sys.exit(not chaos.holds)


if __name__ == "__main__":
    main()
