"""Problem checks: queued, claimed by a worker, and kept with their reports for a week."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from app.core.ids import new_id
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.notifications import Notice
from app.database.pagination import Page, read_page
from app.database.tables.problems import problem_checks as table
from app.jobs.queue import JobQueue
from app.problem_checks.impact_repository import with_learners
from app.problem_checks.schemas import (
    CheckProgress,
    CheckSummary,
    ClaimedCheck,
    ImpactReport,
    NewCheck,
    PreviewReport,
    ProblemCheck,
    Report,
    found_in,
)
from graders.core.verdict import Outcome

# Unfinished checks in total: two judging processes finish those within minutes. A key has one.
# Impacts, which wait behind all of them, don't count: a key has one besides.
MOST_IN_ALL = 10
_MAX_BEGUN = 3
_KEPT = timedelta(days=7)

_UNFINISHED: ColumnElement[bool] = table.c.status.in_(("queued", "running"))
_RUNNING: ColumnElement[bool] = table.c.status == "running"
_IS_IMPACT: ColumnElement[bool] = table.c.kind == "impact"
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
        counted = and_(_UNFINISHED, ~_IS_IMPACT)
        unfinished = select(func.count()).select_from(table).where(counted)
        async with self._database.write() as transaction:
            await transaction.execute(delete(table).where(table.c.finished_at < now - _KEPT))
            of_key = select(table.c.id).where(counted, table.c.key_id == new.key_id).limit(1)
            under_way = (await transaction.execute(of_key)).scalar_one_or_none()
            if under_way is not None:
                raise KeyIsCheckingError(under_way)
            if (await transaction.execute(unfinished)).scalar_one() >= MOST_IN_ALL:
                raise ChecksFullError
            await _queue(transaction, new, now)

    async def get(self, check_id: str, site: str | None) -> ProblemCheck | None:
        """Return the check; None if no such id exists or it belongs to another `site`."""
        query = _visible(site, *_SHOWN, table.c.report).where(table.c.id == check_id)
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return None
            check = ProblemCheck.model_validate(_read(row))
            if isinstance(check.report, ImpactReport):
                report = await with_learners(connection, check.report)
                return check.model_copy(update={"report": report})
        return check

    async def find(
        self, site: str | None, problem: str | None, limit: int, cursor: str | None
    ) -> Page[CheckSummary]:
        """Return one page of a site's checks, or of all if `site` is None, newest first.

        Impacts are not among them: the previews lead to them.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        visible = _visible(site, *_SHOWN, table.c.found).where(~_IS_IMPACT)
        fits = [] if problem is None else [table.c.problem == problem]
        async with self._database.read() as connection:
            # Ids sort by creation time.
            page = await read_page(connection, visible, fits, table.c.id, limit, cursor)
        return page.of(lambda row: CheckSummary.model_validate(_read(row)))

    @uninterrupted
    async def claim_next(self, worker: str, *, impacts: bool) -> ClaimedCheck | None:
        """Claim the impact, or the other check, that has waited longest; None if none waits."""
        claim = _QUEUE.claim(
            {"status": "running", "worker": worker, "progress": None},
            (
                *(table.c.id, table.c.kind, table.c.problem, table.c.revision, table.c.archive),
                *(table.c.added, table.c.tries, table.c.site, table.c.key_id, table.c.note),
                *(table.c.replaces, table.c.visible_site),
            ),
            select(table.c.id).where(_QUEUE.waiting, _IS_IMPACT if impacts else ~_IS_IMPACT),
        )
        async with self._database.write() as transaction:
            row = (await transaction.execute(claim)).one_or_none()
        if row is None:
            return None
        return ClaimedCheck(**row._asdict() | {"added": tuple(json.loads(row.added))})

    @uninterrupted
    async def record_progress(
        self, check: ClaimedCheck, progress: CheckProgress, report: ImpactReport | None = None
    ) -> bool:
        """Store its progress; return False without a change if another claim holds it.

        An impact's `report` is stored as far as it is.
        """
        values = {"progress": progress.model_dump_json()}
        if report is not None:
            values["report"] = report.model_dump_json()
        async with self._database.write() as transaction:
            changed = await transaction.execute(
                _QUEUE.of_claim(check.id, check.tries).values(values)
            )
            transaction.announce(Notice("progress", check.id))
        return changed.rowcount > 0

    @uninterrupted
    async def finish(self, check: ClaimedCheck, report: Report) -> None:
        """Store its report; a preview of cases that work is followed by their impact.

        The impact takes the place of an unfinished one of the same key.
        """
        impact = None
        if isinstance(report, PreviewReport) and report.reference is Outcome.ACCEPTED:
            impact = _impact_of(check)
            report = report.model_copy(update={"impact": impact.id})
        values = {"report": json.dumps(report.model_dump(mode="json"))}
        if not isinstance(report, ImpactReport):
            values["found"] = found_in(report).model_dump_json()
        async with self._database.write() as transaction:
            ended = await _end(transaction, check, status="finished", **values)
            if impact is not None and ended:
                await _cancel(transaction, _IS_IMPACT & (table.c.key_id == impact.key_id))
                await _queue(transaction, impact, datetime.now(UTC))

    @uninterrupted
    async def fail(self, check: ClaimedCheck, error: str) -> None:
        """Store why it has no report, or only a part of one."""
        async with self._database.write() as transaction:
            await _end(transaction, check, status="failed", error=error)

    @uninterrupted
    async def cancel(self, check_id: str) -> None:
        """End it if it has not ended."""
        async with self._database.write() as transaction:
            await _cancel(transaction, table.c.id == check_id)

    @uninterrupted
    async def requeue(self, worker: str, *, impacts: bool) -> None:
        """Requeue what an orderly stop of `worker` interrupted: impacts, or all others."""
        interrupted = and_(table.c.worker == worker, _IS_IMPACT if impacts else ~_IS_IMPACT)
        async with self._database.write() as transaction:
            await _QUEUE.requeue(transaction, interrupted, _REQUEUED)

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


async def _queue(transaction: WriteTransaction, new: NewCheck, now: datetime) -> None:
    row = asdict(new) | {
        "added": json.dumps(new.added),
        "status": "queued",
        "tries": 0,
        "created_at": now,
    }
    await transaction.execute(insert(table), row)
    transaction.announce(Notice("checks"))


async def _end(transaction: WriteTransaction, check: ClaimedCheck, **values: str) -> bool:
    """End it; return False without a change if another claim holds it, or it was cancelled."""
    ended = await transaction.execute(
        _QUEUE.of_claim(check.id, check.tries).values(
            finished_at=datetime.now(UTC), progress=None, **values
        )
    )
    transaction.announce(Notice("ended", check.id))
    return ended.rowcount > 0


async def _cancel(transaction: WriteTransaction, which: ColumnElement[bool]) -> None:
    values = {"status": "cancelled", "finished_at": datetime.now(UTC), "progress": None}
    cancel = update(table).where(which, _UNFINISHED).values(values).returning(table.c.id)
    for check_id in (await transaction.execute(cancel)).scalars().all():
        transaction.announce(Notice("ended", check_id))


def _impact_of(preview: ClaimedCheck) -> NewCheck:
    shared = (
        *("site", "key_id", "problem", "revision", "archive", "added"),
        *("replaces", "visible_site"),
    )
    return NewCheck(id=new_id(), kind="impact", **{key: getattr(preview, key) for key in shared})


def _visible(site: str | None, *columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    query = select(*columns)
    if site is None:
        return query
    # What a caller who sees all sites has tried on all of them is not for one of them.
    return query.where(table.c.site == site, or_(~_IS_IMPACT, table.c.visible_site == site))


def _read(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    """The columns of a row, with its JSON parsed."""
    columns = row._asdict()
    for name in columns.keys() & {"added", "progress", "report", "found"}:
        columns[name] = None if columns[name] is None else json.loads(columns[name])
    return columns
