"""Detecting a slow event loop: while one piece of work blocks it, nobody is served."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.core.metrics import Metrics

_INTERVAL_S = 0.25
_LONG_S = 1.0

_log = logging.getLogger(__name__)


@asynccontextmanager
async def measured_lag(metrics: Metrics) -> AsyncIterator[None]:
    """Measure four times a second how late the loop is, while the context lasts."""
    task = asyncio.create_task(_measure(metrics))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _measure(metrics: Metrics) -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + _INTERVAL_S
        await asyncio.sleep(_INTERVAL_S)
        late_s = max(0.0, loop.time() - due)
        metrics.loop_lag.observe(late_s)
        if late_s >= _LONG_S:
            _log.warning("The event loop was held for %.1f s", late_s)
