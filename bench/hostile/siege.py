"""One run: honest learners alone, then beside hostile ones, and what is left afterwards."""

import asyncio
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import httpx

from app.auth.learner_token import LearnerClaim, sign
from bench.hostile.adversary import Adversary
from bench.hostile.bodies import equal_lines, problem_files
from bench.hostile.findings import Findings, faults_in
from bench.hostile.requests import hostile_requests
from bench.hostile.resources import resources
from bench.hostile.steps import Steps
from bench.hostile.submissions import (
    ATTACK,
    HostileSubmission,
    hostile_submissions,
    write_attack_problem,
)
from bench.mix_submissions import KnownSubmission
from bench.plan import BenchError
from bench.server import SUBMISSIONS, WAIT_S, Server, running_server
from graders.core.parallel import usable_cores
from graders.core.verdict import Outcome
from graders.problem.package import Problem, load_problems

_SITE = "practice"
_HONEST_LEARNERS, _HOSTILE_LEARNERS = 5, 5
# They leave honest ones a slot: with more of them the queue fills, which is judged in the order of
# arrival, whoever sends.
HOSTILE_AT_ONCE = max(1, usable_cores() - 1)
_REQUESTS_AT_ONCE = 8
_POLL_S = 0.1
_PATIENCE_S = 300.0
_LIVEZ_EVERY_S = 0.1
# Some draws are computed ahead; all of them would only keep the cores busy for minutes.
SETTINGS = {"precomputed_draws": 16}


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is sent, and for how long the service is left alone before what it holds is read."""

    honest: int
    alone: int
    submissions: int
    requests: int
    settle_s: float = 30.0


def besiege(
    honest: Sequence[KnownSubmission],
    problems_dir: Path,
    scratch: Path,
    counts: Counts,
    seed: int = 0,
) -> Findings:
    """Send it all to a service of its own.

    Args:
        honest: what honest learners send, over and over, in random order.
        problems_dir: their problems; the attacks' problem is added to it.
        scratch: for the service's data.
        counts: how much is sent.
        seed: decides what is sent, and in which order.

    Raises:
        BenchError: the service did not come up, or did not finish.
    """
    write_attack_problem(problems_dir)
    findings = Findings()
    problems = load_problems(problems_dir)
    with running_server(problems_dir, scratch / "data", **SETTINGS) as server:
        server.wait_until_ready()
        _warm_up(server, problems)
        siege = _Siege(server, honest, problems, counts, findings, Random(seed))
        asyncio.run(siege.run())
        findings.faults_in_log = faults_in(server.log)
    return findings


def _warm_up(server: Server, problems: Mapping[str, Problem]) -> None:
    for name, problem in problems.items():
        server.accepted_ms(name, problem.solution)
        server.wait_until_warm(name)
    server.wait_until_quiet()


class _Siege:
    def __init__(
        self,
        server: Server,
        honest: Sequence[KnownSubmission],
        problems: Mapping[str, Problem],
        counts: Counts,
        findings: Findings,
        chance: Random,
    ) -> None:
        self._server = server
        self._counts = counts
        self._findings = findings
        self._chance = chance
        self._honest = [chance.choice(honest) for _ in range(counts.alone + counts.honest)]
        self._problems = [problems[name] for name in sorted({each.problem for each in honest})]

    async def run(self) -> None:
        async with httpx.AsyncClient(
            base_url=self._server.url,
            trust_env=False,
            timeout=WAIT_S + 30,
            limits=httpx.Limits(max_connections=None),
        ) as client:
            author, secret = await _make_keys(client)
            self._client = client
            self._tokens = {
                name: {"Authorization": f"Bearer {_token(name, secret)}"}
                for name in (
                    *(f"honest-{number}" for number in range(_HONEST_LEARNERS)),
                    *(f"hostile-{number}" for number in range(_HOSTILE_LEARNERS)),
                )
            }
            adversary = await self._adversary(author)
            alone, beside = self._honest[: self._counts.alone], self._honest[self._counts.alone :]
            for number, submission in enumerate(alone):
                took_ms = await self._submit_honest(number, submission, adversary)
                self._findings.honest_alone_ms.append(took_ms)
            await asyncio.to_thread(self._server.wait_until_quiet)
            self._findings.before = resources(self._server.process)
            with _watching_livez(self._server.url, self._findings):
                await self._beside(beside, adversary)
            await asyncio.sleep(self._counts.settle_s)
            self._findings.after = resources(self._server.process)

    async def _adversary(self, author: Mapping[str, str]) -> Adversary:
        learner = self._tokens["hostile-0"]
        ids = [await self._submit(ATTACK, equal_lines(tail), learner) for tail in ("", "##\n")]
        for each in ids:
            await self._finished(each, learner)
        adversary = Adversary(
            client=self._client,
            port=self._client.base_url.port or 0,
            learner=learner,
            author=author,
            chance=self._chance,
            equal_lines=(ids[0], ids[1]),
            newest=(ids[0], learner),
        )
        # What the service starts when it is first needed is no gain later.
        await adversary.send("GET", f"/compare?old={ids[0]}&new={ids[1]}")
        package = {"name": "plain", "files": problem_files("plain", "Double it.\n")}
        status = await adversary.send("POST", "/api/v1/problems", json=package, headers=author)
        if status != "201":
            raise BenchError(f"a plain problem was answered {status}")
        return adversary

    async def _beside(self, honest: Sequence[KnownSubmission], adversary: Adversary) -> None:
        counts = self._counts
        steps = Steps(
            {
                "honest": counts.honest,
                "submissions": counts.submissions,
                "requests": counts.requests,
            }
        )
        hostile = iter(
            enumerate(hostile_submissions(counts.submissions, self._problems, self._chance))
        )
        requests = iter(enumerate(hostile_requests(counts.requests, self._chance)))

        async def send_honest() -> None:
            for number, submission in enumerate(honest):
                await steps.turn("honest", number)
                took_ms = await self._submit_honest(counts.alone + number, submission, adversary)
                if steps.are_all_under_way:
                    self._findings.honest_beside_ms.append(took_ms)
                await steps.done("honest")

        async def send_submissions() -> None:
            for number, submission in hostile:
                await steps.turn("submissions", number)
                await self._submit_hostile(number, submission, adversary)
                await steps.done("submissions")

        async def send_requests() -> None:
            for number, (kind, send) in requests:
                await steps.turn("requests", number)
                self._findings.count_request(kind, await send(adversary))
                await steps.done("requests")

        async with asyncio.TaskGroup() as group:
            group.create_task(send_honest())
            for _ in range(HOSTILE_AT_ONCE):
                group.create_task(send_submissions())
            for _ in range(_REQUESTS_AT_ONCE):
                group.create_task(send_requests())

    async def _submit_honest(
        self, number: int, submission: KnownSubmission, adversary: Adversary
    ) -> float:
        """From sending it to its verdict, in milliseconds. None within a minute is a wrong one."""
        learner = self._tokens[f"honest-{number % _HONEST_LEARNERS}"]
        name = f"submission-{number}"
        body = {"problem": submission.problem, "source": submission.source}
        headers = {**learner, "Prefer": f"wait={WAIT_S}", "Idempotency-Key": name}

        def post() -> tuple[dict[str, Any], float]:
            begin = time.perf_counter()
            answer = self._server.client.post(SUBMISSIONS, json=body, headers=headers)
            return answer.json(), (time.perf_counter() - begin) * 1e3

        # In a thread, so that it does not wait for what sends hostile ones.
        document, took_ms = await asyncio.to_thread(post)
        try:
            submission.require_expected(document)
            self._findings.honest_right += 1
        except BenchError as error:
            self._findings.honest_wrong.append(str(error))
        if "id" in document:
            adversary.named[name] = body
            adversary.honest_ids.add(document["id"])
        return took_ms

    async def _submit_hostile(
        self, number: int, submission: HostileSubmission, adversary: Adversary
    ) -> None:
        learner = self._tokens[f"hostile-{1 + number % (_HOSTILE_LEARNERS - 1)}"]
        submitted = await self._submit(submission.problem, submission.source, learner)
        adversary.newest = (submitted, learner)
        document = await self._finished(submitted, learner)
        verdict = document["verdict"]
        self._findings.hostile_verdicts[verdict] += 1
        if Outcome(verdict) not in submission.allowed:
            message = f"{submission.name}: {verdict}, {str(document['message'])[:200]}"
            self._findings.unexpected_verdicts.append(message)

    async def _submit(self, problem: str, source: str, learner: Mapping[str, str]) -> str:
        body = {"problem": problem, "source": source}
        answer = await self._client.post(SUBMISSIONS, json=body, headers=learner)
        if answer.status_code != httpx.codes.ACCEPTED:
            raise BenchError(f"a submission was answered {answer.status_code}: {answer.text[:300]}")
        return str(answer.json()["id"])

    async def _finished(self, submission: str, learner: Mapping[str, str]) -> dict[str, Any]:
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                answer = await self._client.get(f"{SUBMISSIONS}/{submission}", headers=learner)
                document: dict[str, Any] = answer.raise_for_status().json()
                if document["status"] == "finished":
                    return document
                await asyncio.sleep(_POLL_S)


async def _make_keys(client: httpx.AsyncClient) -> tuple[Mapping[str, str], str]:
    """The headers of an author, and the site's secret that signs learner tokens."""

    async def make(scopes: list[str], headers: Mapping[str, str]) -> dict[str, str]:
        wanted = {"site": _SITE, "name": scopes[0], "scopes": scopes}
        answer = await client.post("/api/v1/keys", json=wanted, headers=headers)
        return {"Authorization": f"Bearer {answer.raise_for_status().json()['key']}"}

    # The first is made while none is needed.
    admin = await make(["admin"], {})
    author = await make(["author", "read", "submit"], admin)
    site = await client.get("/api/v1/site", params={"name": _SITE}, headers=admin)
    return author, str(site.raise_for_status().json()["webhook_secret"])


def _token(learner: str, secret: str) -> str:
    return sign(LearnerClaim(site=_SITE, learner=learner, exp=int(time.time()) + 86_400), secret)


@contextmanager
def _watching_livez(url: str, findings: Findings) -> Iterator[None]:
    """Ask /livez all the time from a thread of its own, and keep the longest wait."""
    over = threading.Event()

    def watch() -> None:
        with httpx.Client(base_url=url, trust_env=False, timeout=_PATIENCE_S) as client:
            while not over.wait(_LIVEZ_EVERY_S):
                begin = time.perf_counter()
                try:
                    client.get("/livez").raise_for_status()
                except httpx.HTTPError:
                    findings.livez_failures += 1
                took_s = time.perf_counter() - begin
                findings.longest_livez_s = max(findings.longest_livez_s, took_s)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()
