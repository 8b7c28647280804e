"""The checks of problems: asked for, taken by a worker, and kept with their reports for a week."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, and_, delete, func, insert, select, update

from app.problem_check import BegunCheck, CheckProgress, NewCheck, ProblemCheck
from app.store.database import Database, WriteTransaction, uninterrupted
from app.store.notices import Notice
from app.store.tables import problem_checks as table
from app.store.tables import workers

# Of one key; and of all, which two judging processes work off within some minutes.
MOST_OF_KEY = 1
MOST_IN_ALL = 10
_MAX_BEGUN = 3
_KEPT = timedelta(days=7)

_UNFINISHED: ColumnElement[bool] = table.c.status.in_(("queued", "running"))
_RUNNING: ColumnElement[bool] = table.c.status == "running"
_SHOWN = (
    table.c.id,
    table.c.kind,
    table.c.problem,
    table.c.status,
    table.c.created_at,
    table.c.finished_at,
    table.c.progress,
    table.c.error,
    table.c.report,
)


class KeyIsCheckingError(Exception):
    """The key has a check under way. Nothing was stored."""


class ChecksFullError(Exception):
    """As many checks as may be are under way. Nothing was stored."""


class CheckStore:
    """The checks. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def add(self, new: NewCheck) -> None:
        """Have a problem checked.

        Raises:
            KeyIsCheckingError: its key has a check under way.
            ChecksFullError: too many are under way.
        """
        now = datetime.now(UTC)
        unfinished = select(func.count()).select_from(table).where(_UNFINISHED)
        async with self._database.write() as transaction:
            await transaction.execute(delete(table).where(table.c.finished_at < now - _KEPT))
            of_key = unfinished.where(table.c.key_id == new.key_id)
            if (await transaction.execute(of_key)).scalar_one() >= MOST_OF_KEY:
                raise KeyIsCheckingError
            if (await transaction.execute(unfinished)).scalar_one() >= MOST_IN_ALL:
                raise ChecksFullError
            row = {
                "id": new.id,
                "site": new.site,
                "key_id": new.key_id,
                "kind": new.kind,
                "problem": new.problem,
                "archive": new.archive,
                "added": json.dumps(new.added),
                "status": "queued",
                "number": 0,
                "created_at": now,
            }
            await transaction.execute(insert(table), row)
            await transaction.announce(Notice("checks"))

    async def get(self, check_id: str, site: str | None) -> ProblemCheck | None:
        """The check, or None where there is no such id, or where another `site` has it."""
        query = select(*_SHOWN).where(table.c.id == check_id)
        if site is not None:
            query = query.where(table.c.site == site)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else _check_of(row)

    @uninterrupted
    async def begin_next(self, worker: str) -> BegunCheck | None:
        """Take the check that has waited for longest; None where none waits."""
        first = (
            select(table.c.id)
            .where(table.c.status == "queued")
            .order_by(table.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
            .scalar_subquery()
        )
        begin = (
            update(table)
            .where(table.c.id == first)
            .values(status="running", worker=worker, number=table.c.number + 1, progress=None)
            .returning(
                *(table.c.id, table.c.kind, table.c.problem, table.c.archive),
                *(table.c.added, table.c.number),
            )
        )
        async with self._database.write() as transaction:
            row = (await transaction.execute(begin)).one_or_none()
        if row is None:
            return None
        return BegunCheck(**row._asdict() | {"added": tuple(json.loads(row.added))})

    @uninterrupted
    async def record_progress(self, check: BegunCheck, progress: CheckProgress) -> bool:
        """Store how far it is; False, and no change, where it is no longer this worker's."""
        async with self._database.write() as transaction:
            changed = await transaction.execute(
                _current(check).values(progress=progress.model_dump_json())
            )
            await transaction.announce(Notice("progress", check.id))
        return changed.rowcount > 0

    @uninterrupted
    async def finish(self, check: BegunCheck, report: dict[str, Any]) -> None:
        """Store its report."""
        await self._end(check, status="finished", report=json.dumps(report))

    @uninterrupted
    async def fail(self, check: BegunCheck, error: str) -> None:
        """Store why it came to no report."""
        await self._end(check, status="failed", error=error)

    @uninterrupted
    async def cancel(self, check_id: str) -> None:
        """End it, where it has not ended."""
        async with self._database.write() as transaction:
            cancel = update(table).where(table.c.id == check_id, _UNFINISHED)
            values = {"status": "cancelled", "finished_at": datetime.now(UTC), "progress": None}
            await transaction.execute(cancel.values(values))
            await transaction.announce(Notice("ended", check_id))

    @uninterrupted
    async def give_back(self, worker: str) -> None:
        """Queue again what an orderly stop of `worker` interrupted."""
        async with self._database.write() as transaction:
            await _requeue(transaction, and_(_RUNNING, table.c.worker == worker))

    @uninterrupted
    async def recover(self) -> None:
        """Queue again what workers ran that are known no longer; fail what was begun too often."""
        abandoned = and_(_RUNNING, table.c.worker.not_in(select(workers.c.id)))
        async with self._database.write() as transaction:
            await transaction.execute(
                update(table)
                .where(abandoned, table.c.number >= _MAX_BEGUN)
                .values(
                    status="failed",
                    error=f"The judge stopped {_MAX_BEGUN} times while it ran.",
                    finished_at=datetime.now(UTC),
                )
            )
            await _requeue(transaction, abandoned)

    async def _end(self, check: BegunCheck, **values: str) -> None:
        async with self._database.write() as transaction:
            await transaction.execute(
                _current(check).values(finished_at=datetime.now(UTC), progress=None, **values)
            )
            await transaction.announce(Notice("ended", check.id))


async def _requeue(transaction: WriteTransaction, which: ColumnElement[bool]) -> None:
    back = update(table).where(which).values(status="queued", worker=None, progress=None)
    if (await transaction.execute(back)).rowcount:
        await transaction.announce(Notice("checks"))


def _current(check: BegunCheck) -> Update:
    """What changes a check only while nobody else has begun it since."""
    return update(table).where(table.c.id == check.id, _RUNNING, table.c.number == check.number)


def _check_of(row: Row[*tuple[Any, ...]]) -> ProblemCheck:
    json_objects = {
        name: None if text is None else json.loads(text)
        for name, text in (("progress", row.progress), ("report", row.report))
    }
    return ProblemCheck.model_validate(row._asdict() | json_objects)
