"""Reading a submission's events as they come."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx

from bench.server import SUBMISSIONS


async def events_after(
    client: httpx.AsyncClient, url: str, submission: str, seen: int
) -> AsyncIterator[tuple[str, str, Any]]:
    """The id, the kind and the data of each event after that of the case that was seen last.

    Raises:
        httpx.HTTPError: the stream broke, or could not be had.
    """
    headers = {"Last-Event-ID": str(seen)} if seen else {}
    address = f"{url}{SUBMISSIONS}/{submission}/events"
    async with client.stream("GET", address, headers=headers, timeout=60) as answer:
        answer.raise_for_status()
        event: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(":")
            if name:
                event[name] = value.strip()
            elif not line and "event" in event:
                yield event.get("id", ""), event["event"], json.loads(event["data"])
                event = {}
