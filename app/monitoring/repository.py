"""Reading the state of the queue and the workers."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.clock import read_now
from app.database.database import Database
from app.database.tables.problems import problem_checks
from app.database.tables.rejudges import rejudges
from app.database.tables.submissions import IN_FLIGHT, RUNNING
from app.database.tables.submissions import submissions as table
from app.jobs.workers import WorkerReport, WorkerStore
from app.monitoring.schemas import CheckUnderWay, RejudgeUnderWay, UnderWay, WorkerState
from app.rejudges.search_repository import read_counts
from app.worker.grader import kills

_STRATEGIES = ("fork", "fresh")
_UNDER_WAY = (
    select(
        table.c.worker,
        # The submission that a review or rejudgement is about, not its own row in the queue.
        func.coalesce(table.c.reviewed, table.c.original_id, table.c.id).label("submission"),
        table.c.kind,
        table.c.problem,
        table.c.started_at,
    )
    .where(RUNNING)
    .order_by(table.c.started_at)
)
_CHECKS = (
    select(
        problem_checks.c.id,
        problem_checks.c.kind,
        problem_checks.c.problem,
        problem_checks.c.created_at,
        problem_checks.c.worker,
        problem_checks.c.progress,
    )
    .where(problem_checks.c.status.in_(("queued", "running")))
    .order_by(problem_checks.c.id)
)
_REJUDGES = (
    select(rejudges.c.id, rejudges.c.problem, rejudges.c.created_at)
    .where(rejudges.c.id.in_(select(table.c.rejudge_id).where(IN_FLIGHT)))
    .order_by(rejudges.c.id)
)


@dataclass(frozen=True, slots=True)
class WorkUnderWay:
    """All workers, and the checks and rejudges, at a time of the database's clock."""

    at: datetime
    workers: list[WorkerState]
    checks: list[CheckUnderWay]
    rejudges: list[RejudgeUnderWay]


async def read_work(database: Database) -> WorkUnderWay:
    """Read each worker's last heartbeat and current work, and the progress of checks and rejudges.

    Raises:
        StoreError: the database failed.
    """
    reports = await WorkerStore(database).all()
    async with database.read() as connection:
        under_way = (await connection.execute(_UNDER_WAY)).all()
        now = await read_now(connection)
        checks = (await connection.execute(_CHECKS)).all()
        judged_again = await _rejudges(connection, now)
    return WorkUnderWay(
        now,
        [
            _state(report, [row for row in under_way if row.worker == report.worker.id], now)
            for report in reports
        ],
        [_check(row, now) for row in checks],
        judged_again,
    )


async def _rejudges(connection: AsyncConnection, now: datetime) -> list[RejudgeUnderWay]:
    rows = (await connection.execute(_REJUDGES)).all()
    counts = await read_counts(connection, [row.id for row in rows])
    return [
        RejudgeUnderWay(
            id=row.id,
            problem=row.problem,
            for_s=_since(row.created_at, now),
            judged=counts[row.id].judged,
            total=counts[row.id].total,
        )
        for row in rows
    ]


def _check(row: Row[*tuple[Any, ...]], now: datetime) -> CheckUnderWay:
    return CheckUnderWay(
        id=row.id,
        kind=row.kind,
        problem=row.problem,
        for_s=_since(row.created_at, now),
        worker=row.worker,
        progress=None if row.progress is None else json.loads(row.progress),
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
        last_seen_s=_since(report.seen_at, now),
        running=[
            UnderWay(
                submission=row.submission,
                kind=row.kind,
                problem=row.problem,
                for_s=_since(row.started_at, now),
            )
            for row in under_way
        ],
        strategies={each: counts.get(each, 0) for each in _STRATEGIES},
        kills=kills(counts),
        parents_lost=counts.get("parents_lost", 0),
        resident_mb=round(report.memory.resident_mb, 1),
        warm_mb=round(report.memory.warm_mb, 1),
    )


def _since(moment: datetime, now: datetime) -> float:
    # Another machine's clock may be ahead.
    return max(0.0, round((now - moment).total_seconds(), 1))
