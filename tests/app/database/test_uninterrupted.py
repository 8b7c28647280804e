"""A write goes to its end, whoever no longer waits for it."""

import asyncio
import gc
from typing import Any

import pytest

from app.database.database import uninterrupted

pytestmark = pytest.mark.anyio


async def test_a_cancelled_write_goes_to_its_end() -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    @uninterrupted
    async def write() -> None:
        begun.set()
        await may_end.wait()
        ended.set()

    writing = asyncio.create_task(write())
    await begun.wait()
    writing.cancel()
    await asyncio.sleep(0)
    assert not writing.done()
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert ended.is_set()


async def test_a_cancelled_write_that_fails_is_only_cancelled() -> None:
    reported: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(context))
    begun, may_end = asyncio.Event(), asyncio.Event()

    @uninterrupted
    async def write() -> None:
        begun.set()
        await may_end.wait()
        raise ConnectionError

    writing = asyncio.create_task(write())
    await begun.wait()
    writing.cancel()
    await asyncio.sleep(0)
    may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    del writing
    gc.collect()
    await asyncio.sleep(0)
    assert reported == []
