"""The client for asyncio. It does the same as `synchronous`; change both together."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Self, TypeVar, Unpack

import httpx

from app.client import calls
from app.client.calls import Call, SubmissionFilter, SubmitOptions, error_of, submission_path
from app.client.connection import checked_url, headers_for
from app.client.errors import BusyError, ClientError, UnreachableError
from app.client.event_stream import SILENCE_S, EventDecoder, event_of
from app.client.models import Argument, Ended, Event, ProblemDetails, ProblemSummary
from app.client.retries import pause_s
from app.monitoring.schemas import QueueState
from app.reviews.schemas import Review
from app.statistics.schemas import ProblemStatistics
from app.submissions.schemas import (
    CancelledSubmission,
    FinishedSubmission,
    Submission,
    SubmissionSummary,
)

_Answer = TypeVar("_Answer")


class AsyncClient:
    """Talks to the service at one URL with one key; see `Client`, which has the same methods."""

    def __init__(
        self, url: str, key: str | None = None, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        """Store the address; nothing is sent yet.

        Args:
            url: of the service, such as "https://judge.example".
            key: "njk_..."; None if the service needs none.
            transport: replaces httpx's default transport.

        Raises:
            ValueError: `url` is not an HTTP URL.
        """
        self._http = httpx.AsyncClient(
            base_url=checked_url(url), headers=headers_for(key), transport=transport
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def submit(
        self,
        problem: str,
        source: str,
        *,
        wait_s: int = 0,
        idempotency_key: str | None = None,
        **options: Unpack[SubmitOptions],
    ) -> Submission:
        """See `Client.submit`."""
        return await self._send(calls.submit(problem, source, wait_s, idempotency_key, options))

    async def run(
        self,
        problem: str,
        source: str,
        inputs: Sequence[Mapping[str, Argument]] | None = None,
        *,
        wait_s: int = 60,
    ) -> Submission:
        """See `Client.run`."""
        return await self._send(calls.run(problem, source, inputs, wait_s))

    async def get(self, submission_id: str) -> Submission:
        """See `Client.get`."""
        return await self._send(calls.get(submission_id))

    async def cancel(self, submission_id: str) -> Submission:
        """See `Client.cancel`."""
        return await self._send(calls.cancel(submission_id))

    async def review(self, submission_id: str, *, wait_s: int = 60) -> Review:
        """See `Client.review`."""
        return await self._send(calls.review(submission_id, wait_s))

    async def submissions(
        self, **wanted: Unpack[SubmissionFilter]
    ) -> AsyncIterator[SubmissionSummary]:
        """See `Client.submissions`."""
        cursor = None
        while True:
            page = await self._send(calls.page(wanted, cursor))
            for summary in page.submissions:
                yield summary
            if (cursor := page.next) is None:
                return

    async def problems(self) -> list[ProblemSummary]:
        """See `Client.problems`."""
        return (await self._send(calls.problems())).problems

    async def problem(self, name: str) -> ProblemDetails:
        """See `Client.problem`."""
        return await self._send(calls.problem(name))

    async def statistics(
        self, problem: str, first_day: date | None = None, last_day: date | None = None
    ) -> ProblemStatistics:
        """See `Client.statistics`."""
        return await self._send(calls.statistics(problem, first_day, last_day))

    async def queue(self) -> QueueState:
        """See `Client.queue`."""
        return await self._send(calls.queue())

    async def events(self, submission_id: str, after: int = 0) -> AsyncIterator[Event]:
        """See `Client.events`."""
        last, tries = str(after), 0
        path = f"{submission_path(submission_id)}/events"
        while True:
            error: ClientError = UnreachableError("the events ended before the verdict")
            decoder = EventDecoder()
            try:
                headers = {"Last-Event-ID": last}
                async with self._http.stream(
                    "GET", path, headers=headers, timeout=SILENCE_S
                ) as response:
                    if response.status_code != httpx.codes.OK:
                        await response.aread()
                        raise error_of(response)
                    async for chunk in response.aiter_bytes():
                        tries = 0
                        for raw in decoder.feed(chunk):
                            last = raw.id or last
                            if (event := event_of(raw)) is not None:
                                yield event
                            if isinstance(event, Ended):
                                return
            except httpx.TransportError as broken:
                error = UnreachableError(f"the connection broke: {type(broken).__name__}")
            except BusyError as busy:
                error = busy
            tries += 1
            if (pause := pause_s(error, tries)) is None:
                raise error
            await asyncio.sleep(pause)

    async def wait(self, submission_id: str) -> FinishedSubmission | CancelledSubmission:
        """See `Client.wait`."""
        async for event in self.events(submission_id):
            if isinstance(event, Ended):
                return event.submission
        raise AssertionError("events end with the submission's")

    async def _send(self, call: Call[_Answer]) -> _Answer:
        tries = 0
        while True:
            try:
                return call.answer(
                    await self._http.request(
                        call.method,
                        call.path,
                        json=call.body,
                        params=call.query,
                        headers=call.headers,
                        timeout=call.timeout_s,
                    )
                )
            except httpx.TransportError as broken:
                error: ClientError = UnreachableError(f"no answer: {type(broken).__name__}")
            except BusyError as busy:
                error = busy
            tries += 1
            if (pause := pause_s(error, tries)) is None:
                raise error
            await asyncio.sleep(pause)
