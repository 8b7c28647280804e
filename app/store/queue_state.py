"""Reading how the queue and the workers stand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from app.grader import kills
from app.queue_state import UnderWay, WorkerState
from app.store.database import Database
from app.store.tables import database_now
from app.store.tables import submissions as table
from app.store.workers import WorkerReport, WorkerStore

_ROADS = ("replay", "spare", "fresh")
_UNDER_WAY = (
    select(
        table.c.worker,
        # What a review or another judgement is about, and not the row that it has in the queue.
        func.coalesce(table.c.reviewed, table.c.original_id, table.c.id).label("submission"),
        table.c.kind,
        table.c.problem,
        table.c.started_at,
    )
    .where(table.c.status == "running")
    .order_by(table.c.started_at)
)


@dataclass(frozen=True, slots=True)
class Workers:
    """All workers, at a moment of the database's clock."""

    at: datetime
    states: list[WorkerState]


async def read_workers(database: Database) -> Workers:
    """What each worker told last, and what it is doing.

    Raises:
        StoreError: the database failed.
    """
    reports = await WorkerStore(database).all()
    async with database.read() as connection:
        under_way = (await connection.execute(_UNDER_WAY)).all()
        now = (await connection.execute(select(database_now()))).scalar_one()
    return Workers(
        now,
        [
            _state(report, [row for row in under_way if row.worker == report.worker.id], now)
            for report in reports
        ],
    )


def _state(
    report: WorkerReport, under_way: list[Row[*tuple[Any, ...]]], now: datetime
) -> WorkerState:
    worker, counts = report.worker, report.counts
    return WorkerState(
        id=worker.id,
        host=worker.host,
        process=worker.process,
        slots=worker.slots,
        started_at=report.started_at,
        silent_s=_since(report.seen_at, now),
        running=[
            UnderWay(
                submission=row.submission,
                kind=row.kind,
                problem=row.problem,
                for_s=_since(row.started_at, now),
            )
            for row in under_way
        ],
        roads={road: counts.get(road, 0) for road in _ROADS},
        kills=kills(counts),
        parents_lost=counts.get("parents_lost", 0),
        resident_mb=round(report.memory.resident_mb, 1),
        warm_mb=round(report.memory.warm_mb, 1),
    )


def _since(moment: datetime, now: datetime) -> float:
    # Another machine's clock may be ahead.
    return max(0.0, round((now - moment).total_seconds(), 1))
