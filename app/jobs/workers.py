"""The workers that judge, on all machines: which are running, and which are lost."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select, update

from app.database.clock import read_now
from app.database.database import Database, uninterrupted
from app.database.tables.base import database_now
from app.database.tables.workers import workers as table


@dataclass(frozen=True, slots=True)
class WorkerEntry:
    """A process that judges."""

    id: str
    host: str
    process: int
    slots: int


@dataclass(frozen=True, slots=True)
class Memory:
    """A worker's memory, in MiB: its process, and the processes that it keeps warm."""

    resident_mb: float
    warm_mb: float


@dataclass(frozen=True, slots=True)
class WorkerReport:
    """A worker's latest heartbeat."""

    worker: WorkerEntry
    started_at: datetime
    seen_at: datetime
    counts: Mapping[str, int]
    memory: Memory


class WorkerStore:
    """The workers. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def heartbeat(
        self, worker: WorkerEntry, counts: Mapping[str, int], memory: Memory
    ) -> None:
        """Record a worker's heartbeat; a worker that was declared lost is added again."""
        told = {
            "seen_at": database_now(),
            "counts": json.dumps(dict(counts)),
            "resident_mb": memory.resident_mb,
            "warm_mb": memory.warm_mb,
        }
        entry = {
            "id": worker.id,
            "host": worker.host,
            "process": worker.process,
            "slots": worker.slots,
            "started_at": database_now(),
        }
        async with self._database.write() as transaction:
            known = update(table).where(table.c.id == worker.id).values(told)
            if not (await transaction.execute(known)).rowcount:
                await transaction.execute(insert(table).values(entry | told))

    @uninterrupted
    async def leave(self, worker: WorkerEntry) -> None:
        """Delete a worker that stops in order."""
        async with self._database.write() as transaction:
            await transaction.execute(delete(table).where(table.c.id == worker.id))

    @uninterrupted
    async def forget_lost(self, timeout_s: float) -> list[str]:
        """Delete the workers whose last heartbeat is older than the timeout; return their ids."""
        async with self._database.write() as transaction:
            now = await read_now(transaction.connection)
            gone = delete(table).where(table.c.seen_at < now - timedelta(seconds=timeout_s))
            ids = (await transaction.execute(gone.returning(table.c.id))).scalars().all()
        return list(ids)

    @uninterrupted
    async def forget_all(self) -> None:
        """Delete every worker, when none can be running."""
        async with self._database.write() as transaction:
            await transaction.execute(delete(table))

    async def ids(self) -> list[str]:
        """Return the ids of all workers."""
        async with self._database.read() as connection:
            return list((await connection.execute(select(table.c.id))).scalars().all())

    async def slots(self) -> int:
        """How many submissions all workers together judge at once."""
        async with self._database.read() as connection:
            slots = (await connection.execute(select(func.sum(table.c.slots)))).scalar_one()
        return int(slots or 0)

    async def all(self) -> list[WorkerReport]:
        """Return every worker, the longest-running first."""
        query = select(table).order_by(table.c.started_at, table.c.id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            WorkerReport(
                WorkerEntry(row.id, row.host, row.process, row.slots),
                row.started_at,
                row.seen_at,
                json.loads(row.counts),
                Memory(row.resident_mb, row.warm_mb),
            )
            for row in rows
        ]
