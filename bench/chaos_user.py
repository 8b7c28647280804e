"""A site that uses the service while it is disturbed: it sends until it is answered."""

import asyncio
import time
from collections.abc import Sequence
from random import Random
from typing import Any
from uuid import uuid4

import httpx

from bench.chaos_problem import PROBLEM, SOURCES
from bench.chaos_report import Chaos
from bench.events import events_after
from bench.server import SUBMISSIONS

_SENDERS = 16
_RETRY_S = 0.1
_POLL_S = 0.1
_PATIENCE_S = 300.0
_WAIT = "wait=20"
_UNFINISHED = ("queued", "running")


class User:
    """A site that asks whichever serve process answers."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        urls: Sequence[str],
        chaos: Chaos,
        chance: Random,
        callback_url: str,
    ) -> None:
        self._client = client
        self._urls = urls
        self._chaos = chaos
        self._chance = chance
        self._callback_url = callback_url
        # The source of each submission that was acknowledged, by id.
        self.sources: dict[str, str] = {}

    async def submit_all(self, count: int) -> None:
        """Have so many judged, some at a time: something is under way whenever something fails."""
        numbers = iter(range(count))

        async def sender() -> None:
            for number in numbers:
                submission = await self._submit(SOURCES[number % len(SOURCES)])
                self._chaos.submitted += 1
                await self._follow(submission)
                await asyncio.sleep(self._chance.uniform(0, 1))

        await asyncio.gather(*(sender() for _ in range(_SENDERS)))

    async def seconds_until_back(self) -> float:
        """Submit to each process, and wait until it has told the verdict."""
        begin = time.monotonic()
        await asyncio.gather(*map(self._probe, self._urls))
        return time.monotonic() - begin

    async def finished(self) -> list[dict[str, Any]]:
        """What became of all; those that do not end with a verdict are counted as lost."""
        documents = []
        for submission in self.sources:
            document = await self._until_ended(submission)
            if document.get("status") == "finished":
                documents.append(document)
            else:
                self._chaos.lost.append(submission)
        return documents

    async def unknown(self) -> list[str]:
        """The stored submissions that were never acknowledged under their id."""
        found: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = await self._until_answered("GET", SUBMISSIONS, params={"limit": "100", **cursor})
            found += [each["id"] for each in page["submissions"] if each["id"] not in self.sources]
            if page.get("next") is None:
                return found
            cursor = {"cursor": page["next"]}

    async def _submit(self, source: str, url: str | None = None) -> str:
        body = {"problem": PROBLEM, "source": source, "callback_url": self._callback_url}
        headers = {"Idempotency-Key": uuid4().hex}
        if self._chance.random() < 0.5:
            headers["Prefer"] = _WAIT
        answer = await self._until_answered("POST", SUBMISSIONS, url, json=body, headers=headers)
        submission = str(answer["id"])
        self.sources[submission] = source
        return submission

    async def _probe(self, url: str) -> None:
        submission = await self._submit(SOURCES[0], url)
        self._chaos.probes += 1
        await self._until_ended(submission, url)

    async def _follow(self, submission: str) -> None:
        """Read its events to their end, again from the last one wherever the stream breaks."""
        places: list[int] = []
        async with asyncio.timeout(_PATIENCE_S):
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
                    pass
                await asyncio.sleep(_RETRY_S)

    async def _until_ended(self, submission: str, url: str | None = None) -> dict[str, Any]:
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            document = await self._until_answered("GET", f"{SUBMISSIONS}/{submission}", url)
            if document.get("status") not in _UNFINISHED or time.monotonic() > deadline:
                return document
            await asyncio.sleep(_POLL_S)

    async def _until_answered(
        self, method: str, path: str, url: str | None = None, **request: Any
    ) -> dict[str, Any]:
        async with asyncio.timeout(_PATIENCE_S):
            while True:
                try:
                    asked = (url or self._chance.choice(self._urls)) + path
                    answer = await self._client.request(method, asked, **request)
                    if not (answer.is_server_error or answer.status_code in (409, 429)):
                        document: dict[str, Any] = answer.json()
                        return document
                except httpx.TransportError:
                    pass
                self._chaos.retried += 1
                await asyncio.sleep(_RETRY_S)
