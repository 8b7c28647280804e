"""Many clients at once: a burst of submissions, and learners who keep the queue full."""

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import httpx

from bench.mix_submissions import KnownSubmission
from bench.plan import BenchError
from bench.server import SUBMISSIONS, WAIT_S

_CONNECTIONS = 32
_POLL_S = 0.1
# No submission takes longer than its limits, twice where it runs again.
_SECONDS_EACH = 60


def submit_at_once(url: str, submissions: Sequence[KnownSubmission]) -> list[dict[str, Any]]:
    """The documents of submissions that come at once, in their order, when all are judged.

    Raises:
        BenchError: one has another verdict than the expected one, or they don't come to an end.
    """
    documents = asyncio.run(_burst(url, submissions))
    for submission, document in zip(submissions, documents, strict=True):
        submission.require_expected(document)
    return documents


def submit_by_learners(
    url: str, submissions: Sequence[KnownSubmission], learners: int
) -> list[dict[str, Any]]:
    """The documents of submissions that so many learners take from one pile.

    Each learner submits again as soon as the last verdict is there, so that the queue does not run
    dry until the pile is empty.

    Raises:
        BenchError: one has another verdict than the expected one, or none in time.
    """
    return asyncio.run(_learners(url, submissions, learners))


async def _burst(url: str, submissions: Sequence[KnownSubmission]) -> list[dict[str, Any]]:
    limits = httpx.Limits(max_connections=_CONNECTIONS)
    async with httpx.AsyncClient(
        base_url=url, limits=limits, timeout=None, trust_env=False
    ) as client:

        async def submit(submission: KnownSubmission) -> str:
            body = {"problem": submission.problem, "source": submission.source}
            answer = await client.post(SUBMISSIONS, json=body)
            answer.raise_for_status()
            return str(answer.json()["id"])

        ids = await asyncio.gather(*map(submit, submissions))
        # Judged in the order of their arrival, which their ids tell: the last one ends last, or
        # nearly so. To ask for the others in the meantime would only cost the server time.
        deadline = time.monotonic() + _SECONDS_EACH * len(ids)
        documents = {
            submission: await _finished(client, submission, deadline)
            for submission in sorted(ids, reverse=True)
        }
        return [documents[submission] for submission in ids]


async def _learners(
    url: str, submissions: Sequence[KnownSubmission], learners: int
) -> list[dict[str, Any]]:
    documents: list[dict[str, Any]] = []
    pile = iter(submissions)
    limits = httpx.Limits(max_connections=learners)
    async with httpx.AsyncClient(
        base_url=url, limits=limits, timeout=None, trust_env=False
    ) as client:

        async def learner(name: str) -> None:
            for submission in pile:
                answer = await client.post(
                    SUBMISSIONS,
                    json={
                        "problem": submission.problem,
                        "source": submission.source,
                        "learner": name,
                    },
                    headers={"Prefer": f"wait={WAIT_S}"},
                )
                document: dict[str, Any] = answer.raise_for_status().json()
                if document["status"] != "finished":
                    deadline = time.monotonic() + _SECONDS_EACH * len(submissions)
                    document = await _finished(client, document["id"], deadline)
                submission.require_expected(document)
                documents.append(document)

        await asyncio.gather(*(learner(f"learner-{number}") for number in range(learners)))
    return documents


async def _finished(client: httpx.AsyncClient, submission: str, deadline: float) -> dict[str, Any]:
    while True:
        answer = await client.get(f"{SUBMISSIONS}/{submission}")
        document: dict[str, Any] = answer.raise_for_status().json()
        if document["status"] == "finished":
            return document
        if time.monotonic() > deadline:
            raise BenchError("queued submissions were not judged in time")
        await asyncio.sleep(_POLL_S)
