"""What the service does again and again while it runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from app.core.errors import StoreError

_log = logging.getLogger(__name__)


@asynccontextmanager
async def repeated(operation: Callable[[], Awaitable[None]], every_s: float) -> AsyncIterator[None]:
    """Do it now, and again each so many seconds while the context lasts, though the store fails."""

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
