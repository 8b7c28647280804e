"""What goes wrong in a run of chaos: processes, the database and connections, one at a time."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import get_args

from app.worker.lost_workers import TIMEOUT_S
from bench.chaos_report import Chaos
from bench.fleet import Member
from bench.postgresql import End, PostgresqlServer

# Between a fleet that is back and the next fault: the same submission should not be hit thrice,
# since it then ends, rightly, as a judge_error.
_PAUSE_S = (2.5, 5.0)
# The first one early, so that also a short run has it.
_FIRST_PAUSE_S = 1.0
_MOST_AWAY_S = 3.0
_BEYOND_LEASE_S = TIMEOUT_S + 5.0
# Longer than anything in the service waits for a database that does not answer.
_HANGS_S = 12.0
_OFTEN = 2

Fault = Callable[[], Awaitable[str]]


class Faults:
    """Strikes until it is told to stop."""

    def __init__(
        self,
        fleet: Sequence[Member],
        database: PostgresqlServer | Path,
        chaos: Chaos,
        chance: Random,
        seconds_until_back: Callable[[], Awaitable[float]],
    ) -> None:
        """Prepare to strike.

        Args:
            fleet: all processes, ready.
            database: the server that they share, or the embedded database's file.
            chaos: where to write down what was done.
            chance: decides what is hit, and when.
            seconds_until_back: waits until the service works again.
        """
        self._fleet = fleet
        self._database = database
        self._chaos = chaos
        self._chance = chance
        self._seconds_until_back = seconds_until_back
        self._enough = asyncio.Event()

    async def strike(self) -> None:
        """Strike again and again, each kind once in a while; return when all is well again."""
        pause_s = _FIRST_PAUSE_S
        for fault in self._in_turn():
            await self._wait(pause_s)
            if self._enough.is_set():
                return
            kind = await fault()
            self._chaos.back_s[kind].append(await self._seconds_until_back())
            for member in self._fleet:
                await asyncio.to_thread(member.wait_until_ready)
            pause_s = self._chance.uniform(*_PAUSE_S)

    def stop(self) -> None:
        """Strike no more; what is hit recovers."""
        self._enough.set()

    def _in_turn(self) -> Iterator[Fault]:
        often: list[Fault] = [self._kill_process, self._kill_sandbox_parent, self._stop_process]
        seldom: list[Fault] = [self._suspend_process]
        if isinstance(self._database, PostgresqlServer):
            server = self._database
            often += [partial(self._restart, server, how) for how in get_args(End)]
            often += [partial(self._cut_connections, server)]
            seldom += [partial(self._take_away, server), partial(self._suspend_database, server)]
        else:
            seldom += [partial(self._lock, self._database)]
        while True:
            # Those that take long come after the others: a short run has none of them.
            for faults in (_OFTEN * often, seldom):
                yield from self._chance.sample(faults, len(faults))

    async def _wait(self, seconds: float) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._enough.wait()

    # The faults. Each returns its kind, once there is no more of it than what it left behind.

    async def _kill_process(self) -> str:
        member = self._any()
        await asyncio.to_thread(member.kill)
        return f"{member.role} killed"

    async def _kill_sandbox_parent(self) -> str:
        await asyncio.to_thread(self._any().kill_sandbox_parent)
        return "sandbox's parent killed"

    async def _stop_process(self) -> str:
        member = self._any()
        await self._stop(member)
        member.start()
        return f"{member.role} stopped in order"

    async def _suspend_process(self) -> str:
        member = self._any()
        member.pause()
        try:
            await self._wait(_BEYOND_LEASE_S)
        finally:
            member.resume()
        return f"{member.role} suspended beyond the lease"

    async def _restart(self, server: PostgresqlServer, how: End) -> str:
        await asyncio.to_thread(server.end, how)
        try:
            await self._wait(self._chance.uniform(0, _MOST_AWAY_S))
        finally:
            await asyncio.to_thread(server.start)
        return f"database restarted: {how}"

    async def _cut_connections(self, server: PostgresqlServer) -> str:
        await asyncio.to_thread(server.cut_connections)
        return "connections cut"

    async def _take_away(self, server: PostgresqlServer) -> str:
        """End it for longer than the lease, and meanwhile stop a process."""
        await asyncio.to_thread(server.end, "fast")
        member = self._any()
        try:
            await self._wait(_BEYOND_LEASE_S)
            await self._stop(member)
        finally:
            await asyncio.to_thread(server.start)
            member.start()
        return f"database away beyond the lease, {member.role} stopped"

    async def _suspend_database(self, server: PostgresqlServer) -> str:
        """Let it take what is sent and answer nothing, and meanwhile stop a process."""
        server.pause()
        member = self._any()
        try:
            await self._wait(_HANGS_S)
            await self._stop(member)
        finally:
            server.resume()
            member.start()
        return f"database suspended, {member.role} stopped"

    async def _lock(self, file: Path) -> str:
        """Lock it as a tool that somebody opens it with may do."""
        with closing(sqlite3.connect(file, isolation_level=None, timeout=60)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            await self._wait(_HANGS_S)
        return "database locked by another"

    async def _stop(self, member: Member) -> None:
        self._chaos.stops.append(await asyncio.to_thread(member.stop))

    def _any(self) -> Member:
        return self._chance.choice(self._fleet)
