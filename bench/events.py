"""Reading a submission's events as they come."""

from collections.abc import AsyncIterator, Sequence

import httpx

from bench.server import SUBMISSIONS


async def event_ids(
    client: httpx.AsyncClient, url: str, submission: str, seen: Sequence[int]
) -> AsyncIterator[tuple[int | None, str]]:
    """The number (where it has one) and the kind of each event after those seen.

    Raises:
        httpx.HTTPError: the stream broke, or could not be had.
    """
    headers = {"Last-Event-ID": str(seen[-1])} if seen else {}
    address = f"{url}{SUBMISSIONS}/{submission}/events"
    async with client.stream("GET", address, headers=headers, timeout=60) as answer:
        answer.raise_for_status()
        number, kind = None, ""
        async for line in answer.aiter_lines():
            name, _, value = line.partition(":")
            if name == "id":
                number = int(value)
            elif name == "event":
                kind = value.strip()
            elif not line and kind:
                yield number, kind
                number, kind = None, ""
