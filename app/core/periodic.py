"""Periodic work while the service runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from app.core.errors import StoreError

_log = logging.getLogger(__name__)


@asynccontextmanager
async def repeated(operation: Callable[[], Awaitable[None]], every_s: float) -> AsyncIterator[None]:
    """Run it now and every `every_s` seconds while the context lasts, even if the store fails."""

    async def repeat() -> None:
        while True:
            try:
                await operation()
            except StoreError:
                _log.exception("The store failed; trying again in %g s", every_s)
            await asyncio.sleep(every_s)

    task = asyncio.create_task(repeat())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
