"""Work on user input whose time or memory its size alone does not bound.

A thread would block the event loop and can't be stopped. A process does the work instead: it is
killed at its limits and restarted when there is more to do.
"""

import asyncio
import os
import pickle
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import ParamSpec, TypeVar
from weakref import WeakValueDictionary

from app.core.errors import WorkLimitError

_CPU_LIMIT_S = 5
_MEMORY_LIMIT_MB = 512
# Only for a process that does not run at all: the real limit is CPU time.
_WALL_LIMIT_S = 60.0
_PROCESSES = 2
# A package both unpacked and as a zip file, plus some room.
_MAX_ANSWER_BYTES = 2**25
_MODULE = "app.core.bounded_work_process"
LENGTH = struct.Struct("<Q")

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


class BoundedWork:
    """Runs functions in its own processes, one call at a time in each."""

    def __init__(
        self, cpu_limit_s: int = _CPU_LIMIT_S, memory_limit_mb: int = _MEMORY_LIMIT_MB
    ) -> None:
        """Set the limits of one call: CPU time, and memory beyond the initial amount."""
        self._limits = (cpu_limit_s, memory_limit_mb)
        self._free = asyncio.Semaphore(_PROCESSES)
        self._idle: list[Process] = []
        self._turns: WeakValueDictionary[str | None, asyncio.Lock] = WeakValueDictionary()

    async def run(
        self,
        whose: str | None,
        function: Callable[_Parameters, _Result],
        *arguments: _Parameters.args,
        **keywords: _Parameters.kwargs,
    ) -> _Result:
        """Return what `function` returns, or raise what it raises. It must be importable.

        Args:
            whose: whom the call counts for. Each has one call running at a time, so nobody waits
                for more than one call of another.
            function: what to run.
            arguments: of `function`.
            keywords: of `function`.

        Raises:
            WorkLimitError: the call exceeds its limits.
        """
        turn = self._turns.setdefault(whose, asyncio.Lock())
        async with turn, self._free:
            process = await self._process()
            is_whole = False
            try:
                answer = await _call(process, pickle.dumps((function, arguments, keywords)))
                is_whole = True
            except (TimeoutError, EOFError, ConnectionError):
                raise WorkLimitError(*self._limits) from None
            finally:
                if is_whole:
                    self._idle.append(process)
                else:
                    await _end(process)
        succeeded, result = pickle.loads(answer)  # noqa: S301 - runs our code alone
        if not succeeded:
            raise result
        value: _Result = result
        return value

    async def _process(self) -> Process:
        while self._idle:
            process = self._idle.pop()
            # The system may have killed it in the meantime.
            if process.returncode is None:
                return process
        return await _start(*self._limits)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Kill the processes at the end of the context."""
        try:
            yield
        finally:
            while self._idle:
                await _end(self._idle.pop())


async def _start(cpu_limit_s: int, memory_limit_mb: int) -> Process:
    # Leave out the service's secrets, which are in its environment.
    kept = {name: value for name, value in os.environ.items() if name.startswith(("LC_", "PYTHON"))}
    # Reading a problem imports NumPy, which would otherwise start a thread, with memory, per core.
    kept |= {"OPENBLAS_NUM_THREADS": "1"}
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", _MODULE, str(cpu_limit_s), str(memory_limit_mb)),
        stdin=PIPE,
        stdout=PIPE,
        env=kept,
    )


async def _call(process: Process, request: bytes) -> bytes:
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - pipes
    async with asyncio.timeout(_WALL_LIMIT_S):
        process.stdin.write(LENGTH.pack(len(request)) + request)
        await process.stdin.drain()
        [length] = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        if length > _MAX_ANSWER_BYTES:
            raise EOFError
        return await process.stdout.readexactly(length)


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    # Not `wait`: it would block on an answer that nobody reads.
    await process.communicate()
