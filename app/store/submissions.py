"""The queries on submissions, and the life of one: queued, running, finished."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, and_, func, insert, select, update

from app.store.database import Database
from app.store.tables import submissions as table
from app.submission import (
    Attempt,
    FinishedSubmission,
    NewSubmission,
    Submission,
    UnfinishedSubmission,
)
from graders.verdict import Verdict

_RUNNING: ColumnElement[bool] = table.c.status == "running"
_BACK_TO_QUEUE = update(table).values(status="queued")
_BACK_AS_FAILED = _BACK_TO_QUEUE.values(failures=table.c.failures + 1)


class SubmissionStore:
    """The stored submissions. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, new: NewSubmission) -> None:
        """Store a submission as queued."""
        async with self._database.write() as connection:
            await connection.execute(
                insert(table).values(
                    id=new.id,
                    problem=new.problem,
                    revision=new.revision,
                    source=new.source,
                    seed=new.seed,
                    status="queued",
                    attempt=0,
                    failures=0,
                    created_at=new.created_at,
                )
            )

    async def get(self, submission_id: str) -> Submission | None:
        """The submission, or None where there is no such id."""
        query = select(
            table.c.id,
            table.c.problem,
            table.c.status,
            table.c.created_at,
            table.c.finished_at,
            table.c.verdict,
        ).where(table.c.id == submission_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _submission(row)

    async def latest_problems(self, limit: int) -> list[str]:
        """The names of the problems that were submitted to last, the latest last."""
        newest = func.max(table.c.number)
        query = select(table.c.problem).group_by(table.c.problem).order_by(newest.desc())
        async with self._database.read() as connection:
            names = (await connection.execute(query.limit(limit))).scalars().all()
        return list(reversed(names))

    async def begin_next(self) -> Attempt | None:
        """Begin an attempt at the queued submission that came first; None where none is queued."""
        first = select(table.c.number).where(table.c.status == "queued").order_by(table.c.number)
        begin = (
            update(table)
            .where(table.c.number == first.limit(1).scalar_subquery())
            .values(status="running", attempt=table.c.attempt + 1)
            .returning(
                table.c.id,
                table.c.problem,
                table.c.revision,
                table.c.source,
                table.c.seed,
                table.c.attempt.label("number"),
                table.c.failures,
            )
        )
        async with self._database.write() as connection:
            row = (await connection.execute(begin)).one_or_none()
        return None if row is None else Attempt(**row._mapping)

    async def finish(self, attempt: Attempt, verdict: Verdict) -> bool:
        """Store the final verdict; False, and no change, if a later attempt has begun."""
        return await self._write(
            update(table)
            .where(_is_current(attempt))
            .values(
                status="finished",
                verdict=verdict.model_dump_json(),
                finished_at=datetime.now(UTC),
            )
        )

    async def fail(self, attempt: Attempt) -> bool:
        """Queue it again, with one more failure; False, and no change, if a later one has begun."""
        return await self._write(_BACK_AS_FAILED.where(_is_current(attempt)))

    async def give_back_running(self) -> bool:
        """Queue again what an orderly stop interrupted: no attempt has failed."""
        return await self._write(_BACK_TO_QUEUE.where(_RUNNING))

    async def fail_running(self) -> bool:
        """Queue again what a crash of the whole process interrupted: each attempt has failed."""
        return await self._write(_BACK_AS_FAILED.where(_RUNNING))

    async def _write(self, statement: Update) -> bool:
        """Whether it changed anything."""
        async with self._database.write() as connection:
            return (await connection.execute(statement)).rowcount > 0


def _is_current(attempt: Attempt) -> ColumnElement[bool]:
    return and_(table.c.id == attempt.id, _RUNNING, table.c.attempt == attempt.number)


def _submission(row: Row[*tuple[Any, ...]]) -> Submission:
    if row.verdict is None:
        return UnfinishedSubmission(
            id=row.id, problem=row.problem, status=row.status, created_at=row.created_at
        )
    return FinishedSubmission.model_validate(
        json.loads(row.verdict)
        | {"status": row.status, "created_at": row.created_at, "finished_at": row.finished_at}
    )
