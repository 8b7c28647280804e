"""Problem checks: queued, claimed by a worker, and kept with their reports for a week."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, select, update

from app.database.database import Database, uninterrupted
from app.database.notifications import Notice
from app.database.pagination import Page, read_page
from app.database.tables import problem_checks as table
from app.jobs.queue import JobQueue
from app.problem_checks.schemas import (
    CheckProgress,
    CheckSummary,
    ClaimedCheck,
    NewCheck,
    ProblemCheck,
    Report,
    found_in,
)

# Unfinished checks in total: two judging processes finish those within minutes. A key has one.
MOST_IN_ALL = 10
_MAX_BEGUN = 3
_KEPT = timedelta(days=7)

_UNFINISHED: ColumnElement[bool] = table.c.status.in_(("queued", "running"))
_RUNNING: ColumnElement[bool] = table.c.status == "running"
_QUEUE = JobQueue(
    table=table,
    key=table.c.id,
    tries=table.c.tries,
    waiting=table.c.status == "queued",
    held=_RUNNING,
    # Ids sort by creation time.
    order=(table.c.id,),
    notice=lambda _: Notice("checks"),
)
_REQUEUED = {"status": "queued", "worker": None, "progress": None}
_SHOWN = (
    table.c.id,
    table.c.kind,
    table.c.problem,
    table.c.revision,
    table.c.added,
    table.c.status,
    table.c.created_at,
    table.c.finished_at,
    table.c.progress,
    table.c.error,
)


class KeyIsCheckingError(Exception):
    """The key already has an unfinished check, `check_id`. Nothing was stored."""

    def __init__(self, check_id: str) -> None:
        super().__init__(f"its check {check_id} is unfinished")
        self.check_id = check_id


class ChecksFullError(Exception):
    """The maximum number of checks is unfinished. Nothing was stored."""


class CheckStore:
    """The checks. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def add(self, new: NewCheck) -> None:
        """Queue a check of a problem.

        Raises:
            KeyIsCheckingError: its key has an unfinished check.
            ChecksFullError: too many are unfinished.
        """
        now = datetime.now(UTC)
        unfinished = select(func.count()).select_from(table).where(_UNFINISHED)
        async with self._database.write() as transaction:
            await transaction.execute(delete(table).where(table.c.finished_at < now - _KEPT))
            of_key = select(table.c.id).where(_UNFINISHED, table.c.key_id == new.key_id).limit(1)
            under_way = (await transaction.execute(of_key)).scalar_one_or_none()
            if under_way is not None:
                raise KeyIsCheckingError(under_way)
            if (await transaction.execute(unfinished)).scalar_one() >= MOST_IN_ALL:
                raise ChecksFullError
            row = {
                "id": new.id,
                "site": new.site,
                "key_id": new.key_id,
                "kind": new.kind,
                "problem": new.problem,
                "revision": new.revision,
                "archive": new.archive,
                "added": json.dumps(new.added),
                "note": new.note,
                "replaces": new.replaces,
                "status": "queued",
                "tries": 0,
                "created_at": now,
            }
            await transaction.execute(insert(table), row)
            await transaction.announce(Notice("checks"))

    async def get(self, check_id: str, site: str | None) -> ProblemCheck | None:
        """Return the check; None if no such id exists or it belongs to another `site`."""
        query = _visible(site, *_SHOWN, table.c.report).where(table.c.id == check_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else ProblemCheck.model_validate(_read(row))

    async def find(
        self, site: str | None, problem: str | None, limit: int, cursor: str | None
    ) -> Page[CheckSummary]:
        """Return one page of a site's checks, or of all if `site` is None, newest first.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        visible = _visible(site, *_SHOWN, table.c.found)
        fits = [] if problem is None else [table.c.problem == problem]
        async with self._database.read() as connection:
            # Ids sort by creation time.
            page = await read_page(connection, visible, fits, table.c.id, limit, cursor)
        return page.of(lambda row: CheckSummary.model_validate(_read(row)))

    @uninterrupted
    async def claim_next(self, worker: str) -> ClaimedCheck | None:
        """Claim the check that has waited longest; None if none waits."""
        claim = _QUEUE.claim(
            {"status": "running", "worker": worker, "progress": None},
            (
                *(table.c.id, table.c.kind, table.c.problem, table.c.revision, table.c.archive),
                *(table.c.added, table.c.tries, table.c.site, table.c.key_id, table.c.note),
                table.c.replaces,
            ),
        )
        async with self._database.write() as transaction:
            row = (await transaction.execute(claim)).one_or_none()
        if row is None:
            return None
        return ClaimedCheck(**row._asdict() | {"added": tuple(json.loads(row.added))})

    @uninterrupted
    async def record_progress(self, check: ClaimedCheck, progress: CheckProgress) -> bool:
        """Store its progress; return False without a change if another claim holds it."""
        async with self._database.write() as transaction:
            changed = await transaction.execute(
                _QUEUE.of_claim(check.id, check.tries).values(progress=progress.model_dump_json())
            )
            await transaction.announce(Notice("progress", check.id))
        return changed.rowcount > 0

    @uninterrupted
    async def finish(self, check: ClaimedCheck, report: Report) -> None:
        """Store its report."""
        found = found_in(report).model_dump_json()
        text = json.dumps(report.model_dump(mode="json"))
        await self._end(check, status="finished", report=text, found=found)

    @uninterrupted
    async def fail(self, check: ClaimedCheck, error: str) -> None:
        """Store why it has no report."""
        await self._end(check, status="failed", error=error)

    @uninterrupted
    async def cancel(self, check_id: str) -> None:
        """End it if it has not ended."""
        async with self._database.write() as transaction:
            cancel = update(table).where(table.c.id == check_id, _UNFINISHED)
            values = {"status": "cancelled", "finished_at": datetime.now(UTC), "progress": None}
            await transaction.execute(cancel.values(values))
            await transaction.announce(Notice("ended", check_id))

    @uninterrupted
    async def requeue(self, worker: str) -> None:
        """Requeue what an orderly stop of `worker` interrupted."""
        async with self._database.write() as transaction:
            await _QUEUE.requeue(transaction, table.c.worker == worker, _REQUEUED)

    @uninterrupted
    async def recover(self) -> None:
        """Requeue the checks of lost workers; fail those that were begun too often."""
        lost = _QUEUE.lost(table.c.worker)
        async with self._database.write() as transaction:
            await transaction.execute(
                update(table)
                .where(lost, table.c.tries >= _MAX_BEGUN)
                .values(
                    status="failed",
                    error=f"The judge stopped {_MAX_BEGUN} times while it ran.",
                    finished_at=datetime.now(UTC),
                )
            )
            await _QUEUE.requeue(transaction, lost, _REQUEUED)

    async def _end(self, check: ClaimedCheck, **values: str) -> None:
        async with self._database.write() as transaction:
            await transaction.execute(
                _QUEUE.of_claim(check.id, check.tries).values(
                    finished_at=datetime.now(UTC), progress=None, **values
                )
            )
            await transaction.announce(Notice("ended", check.id))


def _visible(site: str | None, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    query = select(*columns)
    return query if site is None else query.where(table.c.site == site)


def _read(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """The columns of a row, with its JSON parsed."""
    columns = row._asdict()
    for name in columns.keys() & {"added", "progress", "report", "found"}:
        columns[name] = None if columns[name] is None else json.loads(columns[name])
    return columns
