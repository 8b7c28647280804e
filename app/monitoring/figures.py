"""Figures for operators, over all processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from app.database.database import Database
from app.database.tables.submissions import IN_FLIGHT, submissions
from app.database.tables.webhooks import webhook_deliveries
from app.database.tables.workers import workers
from app.submissions.schemas import QUEUES, QueueName

_UNFINISHED = (
    select(
        submissions.c.status,
        submissions.c.priority,
        func.count().label("depth"),
        func.min(submissions.c.created_at).label("oldest"),
    )
    .where(IN_FLIGHT)
    .group_by(submissions.c.status, submissions.c.priority)
)
_WORKERS = select(func.count(), func.coalesce(func.sum(workers.c.slots), 0))
_DELIVERIES = select(webhook_deliveries.c.status, func.count().label("number")).group_by(
    webhook_deliveries.c.status
)


@dataclass(frozen=True, slots=True)
class Queue:
    """The waiting submissions of one priority."""

    depth: int = 0
    oldest_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Figures:
    """The current figures; `deliveries` of webhooks are counted by status."""

    queues: Mapping[QueueName, Queue]
    running: int
    workers: int
    slots: int
    deliveries: Mapping[str, int]


async def read_figures(database: Database) -> Figures:
    """Read the figures.

    Raises:
        StoreError: the database failed.
    """
    async with database.read() as connection:
        unfinished = (await connection.execute(_UNFINISHED)).all()
        count, slots = (await connection.execute(_WORKERS)).one()
        deliveries = (await connection.execute(_DELIVERIES)).all()
    now = datetime.now(UTC)
    queues = dict.fromkeys(QUEUES.values(), Queue())
    running = 0
    for row in unfinished:
        if row.status == "running":
            running += row.depth
        else:
            # Another machine's clock may be ahead.
            age_s = max(0.0, (now - row.oldest).total_seconds())
            queues[QUEUES[row.priority]] = Queue(row.depth, age_s)
    by_status = {row.status: row.number for row in deliveries}
    return Figures(queues, running, count, slots, by_status)
