"""Sending requests, again where that helps."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Protocol, Self, TypeVar

import httpx
from httpx_sse import EventSource, ServerSentEvent
from tenacity import AsyncRetrying

from nnx_judge_client._address import checked_url, headers_for
from nnx_judge_client._call import Answer, Call
from nnx_judge_client._retries import policy
from nnx_judge_client.errors import UnreachableError, error_of, not_the_service

# The service sends a comment every 15 seconds.
_SILENCE_S = 45.0


class _Page(Protocol):
    @property
    def next(self) -> str | None: ...


_PageT = TypeVar("_PageT", bound=_Page)


class AsyncConnection:
    """Talks to the service at one URL with one key."""

    def __init__(
        self, url: str, key: str | None, transport: httpx.AsyncBaseTransport | None
    ) -> None:
        self._http = httpx.AsyncClient(
            base_url=checked_url(url), headers=headers_for(key), transport=transport
        )

    async def aclose(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, call: Call[Answer]) -> Answer:
        """Send a request until it is answered, or sending it again can't help.

        Raises:
            ClientError: the service did not do what was asked.
        """
        retrying = AsyncRetrying(**policy(is_repeatable=call.is_repeatable))
        answer: Answer = await retrying(self._send_once, call)
        return answer

    async def pages(self, call: Call[_PageT]) -> AsyncIterator[_PageT]:
        """Request one page after another."""
        cursor: dict[str, str] = {}
        while True:
            page = await self.send(replace(call, query={**call.query, **cursor}))
            yield page
            if page.next is None:
                return
            cursor = {"cursor": page.next}

    async def events(self, path: str, last_id: str, query: Mapping[str, str]) -> "AsyncEventStream":
        """Open a stream of events after the one with this id; its first event has come.

        Raises:
            ClientError: there is no such stream, or no event comes.
        """
        retrying = AsyncRetrying(**policy(is_repeatable=True))
        stream: AsyncEventStream = await retrying(self._events_once, path, last_id, query)
        return stream

    async def _send_once(self, call: Call[Answer]) -> Answer:
        try:
            response = await self._http.request(
                call.method,
                call.path,
                json=call.body,
                content=call.content,
                params=call.query,
                headers=call.all_headers,
                timeout=call.timeout_s,
            )
        except httpx.TransportError as broken:
            raise UnreachableError.of(broken) from None
        return call.answer(response)

    async def _events_once(
        self, path: str, last_id: str, query: Mapping[str, str]
    ) -> "AsyncEventStream":
        request = self._http.build_request(
            "GET",
            path,
            params=query,
            headers={"Last-Event-ID": last_id},
            timeout=_SILENCE_S,
        )
        try:
            response = await self._http.send(request, stream=True)
        except httpx.TransportError as broken:
            raise UnreachableError.of(broken) from None
        stream = AsyncEventStream(response)
        try:
            await stream.start()
        except BaseException:
            await stream.aclose()
            raise
        return stream


class AsyncEventStream:
    """The events that one connection brings, until it breaks or ends."""

    def __init__(self, response: httpx.Response) -> None:
        self._response = response
        self._events = EventSource(response).aiter_sse()
        self._first: ServerSentEvent | None = None

    async def start(self) -> None:
        """Wait for the first event.

        Raises:
            ClientError: the service refuses, or no event comes.
        """
        if self._response.status_code != httpx.codes.OK:
            await self._response.aread()
            raise error_of(self._response)
        if not self._response.headers.get("content-type", "").startswith("text/event-stream"):
            raise not_the_service(self._response)
        try:
            self._first = await anext(self._events)
        except StopAsyncIteration:
            raise UnreachableError("the events ended before the verdict") from None
        except httpx.TransportError as broken:
            raise UnreachableError.of(broken) from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connection."""
        await self._response.aclose()

    async def __aiter__(self) -> AsyncIterator[ServerSentEvent]:
        """Yield the events; an end is no error, since another connection can go on."""
        if self._first is not None:
            yield self._first
        try:
            async for event in self._events:
                yield event
        except httpx.TransportError:
            return
