"""Retrying until the store accepts a write."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.core.errors import StoreError

_RETRY_S = 1.0

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")


async def retry_until_stored(operation: Callable[[], Awaitable[_Result]]) -> _Result:
    """Retry until the store accepts it: a full disk must not lose a verdict."""
    while True:
        try:
            return await operation()
        except StoreError:
            _log.exception("The store failed; trying again")
            await asyncio.sleep(_RETRY_S)
