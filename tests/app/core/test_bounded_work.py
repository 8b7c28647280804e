import asyncio
import math
import os
import signal
import time
from collections.abc import AsyncIterator

import pytest

from app.core.bounded_work import BoundedWork
from app.core.errors import WorkLimitError

pytestmark = pytest.mark.anyio


@pytest.fixture
async def work() -> AsyncIterator[BoundedWork]:
    bounded = BoundedWork(cpu_limit_s=1, memory_limit_mb=64)
    async with bounded.running():
        yield bounded


class TestRun:
    async def test_it_gives_what_the_function_returns(self, work: BoundedWork) -> None:
        assert await work.run(None, math.sqrt, 4.0) == 2

    async def test_or_raises_what_it_raises(self, work: BoundedWork) -> None:
        with pytest.raises(ValueError, match="math domain error"):
            await work.run(None, math.sqrt, -1.0)

    async def test_another_process_does_it(self, work: BoundedWork) -> None:
        assert await work.run(None, os.getpid) != os.getpid()

    async def test_which_serves_the_next_call_too(self, work: BoundedWork) -> None:
        assert await work.run(None, os.getpid) == await work.run(None, os.getpid)

    async def test_one_that_ended_meanwhile_is_replaced(self, work: BoundedWork) -> None:
        pid = await work.run(None, os.getpid)
        os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(0.2)
        assert await work.run(None, math.sqrt, 4.0) == 2

    async def test_none_of_the_services_secrets_is_in_it(
        self, work: BoundedWork, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NNX_JUDGE_DATABASE_URL", "postgresql://me:secret@there/judge")
        assert await work.run(None, os.getenv, "NNX_JUDGE_DATABASE_URL") is None

    async def test_callers_do_not_wait_for_each_other(self, work: BoundedWork) -> None:
        waiting = asyncio.create_task(work.run("one", time.sleep, 3600))
        assert await work.run("other", math.sqrt, 4.0) == 2
        waiting.cancel()
        await asyncio.wait([waiting])


class TestLimits:
    async def test_processor_time(self, work: BoundedWork) -> None:
        with pytest.raises(WorkLimitError, match="1 s of processor time or 64 MiB"):
            await work.run(None, pow, 3, 10**9)

    async def test_it_is_each_calls_own(self, work: BoundedWork) -> None:
        for _ in range(4):
            await work.run(None, sum, range(10_000_000))

    async def test_memory(self, work: BoundedWork) -> None:
        with pytest.raises(WorkLimitError):
            await work.run(None, bytes, 2**27)

    async def test_what_is_returned(self) -> None:
        bounded = BoundedWork()
        async with bounded.running():
            with pytest.raises(WorkLimitError):
                await bounded.run(None, bytes, 2**26)

    async def test_the_next_call_is_served(self, work: BoundedWork) -> None:
        with pytest.raises(WorkLimitError):
            await work.run(None, os._exit, 3)
        assert await work.run(None, math.sqrt, 4.0) == 2

    async def test_a_call_that_is_given_up_ends(self, work: BoundedWork) -> None:
        pid = await work.run(None, os.getpid)
        calling = asyncio.create_task(work.run(None, time.sleep, 3600))
        await asyncio.sleep(0.1)
        calling.cancel()
        await asyncio.wait([calling])
        assert await work.run(None, os.getpid) != pid
