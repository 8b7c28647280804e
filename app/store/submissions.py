"""The life of a submission: queued, running, and finished or cancelled."""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    func,
    insert,
    select,
    update,
)

from app.store.database import Database, WriteTransaction, uninterrupted
from app.store.notices import Notice
from app.store.submission_rows import COLUMNS, submission_of
from app.store.tables import submissions as table
from app.store.tables import workers
from app.submission import Attempt, NewSubmission, Submission
from graders.verdict import CaseVerdict, Verdict

_RUNNING: ColumnElement[bool] = table.c.status == "running"
_UNFINISHED: ColumnElement[bool] = table.c.status.in_(("queued", "running"))
_ATTEMPT_COLUMNS = (
    table.c.id,
    table.c.kind,
    table.c.problem,
    table.c.revision,
    table.c.source,
    table.c.inputs,
    table.c.seed,
    table.c.attempt.label("number"),
    table.c.failures,
)
# Statements that every submission needs are built once: building them takes longer than SQLite
# does to execute them.
_ADD = insert(table)
_GET = select(*COLUMNS).where(table.c.id == bindparam("b_id"))
_GET_OF_SITE = _GET.where(table.c.site == bindparam("b_site"))
_BEGIN_NEXT = (
    update(table)
    .where(
        table.c.number
        == select(table.c.number)
        .where(table.c.status == "queued")
        .order_by(table.c.priority, table.c.number)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    .values(
        status="running",
        attempt=table.c.attempt + 1,
        worker=bindparam("b_worker"),
        started_at=bindparam("b_now"),
        progress=None,
    )
    .returning(*_ATTEMPT_COLUMNS)
)
_CURRENT = update(table).where(
    table.c.id == bindparam("b_id"), _RUNNING, table.c.attempt == bindparam("b_number")
)
_FINISH = _CURRENT.values(
    status="finished",
    verdict=bindparam("b_verdict"),
    outcome=bindparam("b_outcome"),
    finished_at=bindparam("b_now"),
    progress=None,
).returning(*COLUMNS)
_PROGRESS = _CURRENT.values(progress=bindparam("b_progress"))
_BACK_TO_QUEUE: dict[str, Any] = {"status": "queued", "worker": None}
_BACK_AS_FAILED: dict[str, Any] = {**_BACK_TO_QUEUE, "failures": table.c.failures + 1}


class SubmissionStore:
    """The stored submissions. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def add(self, new: NewSubmission) -> None:
        """Store a submission as queued."""
        async with self._database.write() as transaction:
            await insert_submission(transaction, new)

    @uninterrupted
    async def add_running(self, new: NewSubmission, worker: str) -> Attempt:
        """Store a submission that `worker` begins at once: one transaction less than two steps."""
        async with self._database.write() as transaction:
            await insert_submission(transaction, new, worker)
        return Attempt(
            id=new.id,
            kind=new.kind,
            problem=new.problem,
            revision=new.revision,
            source=new.source,
            inputs=new.inputs,
            seed=new.seed,
            number=1,
            failures=0,
        )

    async def get(self, submission_id: str, site: str | None = None) -> Submission | None:
        """The submission, or None where there is no such id, or where another `site` has it."""
        query, of_site = (_GET, {}) if site is None else (_GET_OF_SITE, {"b_site": site})
        async with self._database.read() as connection:
            row = (await connection.execute(query, {"b_id": submission_id} | of_site)).one_or_none()
        return None if row is None else submission_of(row)

    async def latest_problems(self, limit: int) -> list[str]:
        """The names of the problems that were submitted to last, the latest last."""
        newest = func.max(table.c.number)
        query = select(table.c.problem).group_by(table.c.problem).order_by(newest.desc())
        async with self._database.read() as connection:
            names = (await connection.execute(query.limit(limit))).scalars().all()
        return list(reversed(names))

    @uninterrupted
    async def begin_next(self, worker: str) -> Attempt | None:
        """Begin an attempt at the first of the queued submissions; None where none is queued."""
        parameters = {"b_worker": worker, "b_now": datetime.now(UTC)}
        async with self._database.write() as transaction:
            row = (await transaction.execute(_BEGIN_NEXT, parameters)).one_or_none()
            if row is not None:
                await transaction.announce(Notice("running", row.id))
        return None if row is None else Attempt(**row._mapping)

    @uninterrupted
    async def record_progress(self, attempt: Attempt, cases: list[CaseVerdict]) -> bool:
        """Store the cases that have finished; False, and no change, if a later one has begun."""
        progress = json.dumps([case.model_dump(mode="json") for case in cases])
        async with self._database.write() as transaction:
            changed = await transaction.execute(
                _PROGRESS,
                {"b_id": attempt.id, "b_number": attempt.number, "b_progress": progress},
            )
            await transaction.announce(Notice("progress", attempt.id))
        return changed.rowcount > 0

    @uninterrupted
    async def finish(self, attempt: Attempt, verdict: Verdict) -> Submission | None:
        """Store the final verdict; None, and no change, if a later attempt has begun."""
        parameters = {
            "b_id": attempt.id,
            "b_number": attempt.number,
            "b_verdict": verdict.model_dump_json(),
            "b_outcome": verdict.verdict.value,
            "b_now": datetime.now(UTC),
        }
        async with self._database.write() as transaction:
            row = (await transaction.execute(_FINISH, parameters)).one_or_none()
            if row is not None:
                await transaction.announce(Notice("ended", attempt.id))
        return None if row is None else submission_of(row)

    @uninterrupted
    async def cancel(self, submission_id: str) -> Submission | None:
        """Cancel it where it is queued or running; what it then is, or None for no such id."""
        cancel = (
            update(table)
            .where(table.c.id == submission_id, _UNFINISHED)
            .values(status="cancelled", finished_at=datetime.now(UTC), progress=None)
        )
        async with self._database.write() as transaction:
            if (await transaction.execute(cancel)).rowcount:
                await transaction.announce(Notice("ended", submission_id))
            row = (await transaction.execute(_GET, {"b_id": submission_id})).one_or_none()
        return None if row is None else submission_of(row)

    async def fail(self, attempt: Attempt) -> bool:
        """Queue it again, with one more failure; False, and no change, if a later one has begun."""
        return await self._give_back(_is_current(attempt), _BACK_AS_FAILED)

    async def give_back(self, worker: str) -> bool:
        """Queue again what an orderly stop of `worker` interrupted: no attempt has failed."""
        return await self._give_back(and_(_RUNNING, table.c.worker == worker), _BACK_TO_QUEUE)

    async def fail_running(self) -> bool:
        """Queue again all that is running, when nobody can be running it: each attempt failed."""
        return await self._give_back(_RUNNING, _BACK_AS_FAILED)

    async def fail_abandoned(self) -> bool:
        """Queue again what workers ran that are known no longer: each attempt has failed."""
        known = select(workers.c.id)
        return await self._give_back(and_(_RUNNING, table.c.worker.not_in(known)), _BACK_AS_FAILED)

    @uninterrupted
    async def _give_back(self, which: ColumnElement[bool], values: dict[str, Any]) -> bool:
        back = update(table).where(which).values(values).returning(table.c.id)
        async with self._database.write() as transaction:
            ids = (await transaction.execute(back)).scalars().all()
            for submission_id in ids:
                await transaction.announce(Notice("queued", submission_id))
        return bool(ids)


async def insert_submission(
    transaction: WriteTransaction, new: NewSubmission, worker: str | None = None
) -> None:
    """Add a submission, as queued or, where `worker` begins it at once, as running."""
    await transaction.execute(
        _ADD,
        {
            "id": new.id,
            "site": new.site,
            "key_id": new.key_id,
            "kind": new.kind,
            "problem": new.problem,
            "revision": new.revision,
            "source": new.source,
            "inputs": new.inputs,
            "seed": new.seed,
            "priority": new.priority.value,
            "learner": new.learner,
            "external_id": new.external_id,
            "metadata": json.dumps(new.metadata),
            "callback_url": new.callback_url,
            "status": "queued" if worker is None else "running",
            "attempt": 0 if worker is None else 1,
            "failures": 0,
            "worker": worker,
            "created_at": new.created_at,
            "started_at": None if worker is None else new.created_at,
        },
    )
    if worker is None:
        await transaction.announce(Notice("queued", new.id))


def _is_current(attempt: Attempt) -> ColumnElement[bool]:
    return and_(table.c.id == attempt.id, _RUNNING, table.c.attempt == attempt.number)
