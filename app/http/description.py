"""The OpenAPI document as endpoints and error handlers need it: made once, in a thread."""

import asyncio
from typing import Any

from fastapi import FastAPI


async def describe(app: FastAPI) -> dict[str, Any]:
    """Return the application's OpenAPI document.

    It takes a second of processor time to make, so the first call begins it, and not the start: a
    stop would wait for that thread too. Other calls wait for the first one's.
    """
    state = app.state
    if not hasattr(state, "describing"):
        state.describing = asyncio.create_task(asyncio.to_thread(app.openapi))
    document: dict[str, Any] = await asyncio.shield(state.describing)
    return document
