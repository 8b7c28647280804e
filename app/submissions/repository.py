"""The life of a submission: queued, running, and finished or cancelled."""

import json
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    and_,
    bindparam,
    func,
    select,
    true,
    update,
)

from app.database.case_outcomes import KNOWN_PATTERN, CasePattern, add_pattern
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.notifications import Notice
from app.database.tables.submissions import IN_FLIGHT, QUEUED, RUNNING
from app.database.tables.submissions import submissions as table
from app.jobs.queue import JobQueue
from app.passback.changes import MAY_HAVE_GRADES, verdict_changes_grades
from app.submissions.draws import draw_seed
from app.submissions.enqueue import accept
from app.submissions.queue_limits import Bounds
from app.submissions.queue_position import POSITION
from app.submissions.rows import COLUMNS, finished_submission, submission_of
from app.submissions.schemas import (
    ClaimedSubmission,
    NewSubmission,
    Priority,
    Submission,
    UnfinishedSubmission,
    WaitingSubmission,
)
from app.submissions.webhook_event import WebhookEvent
from app.webhooks.outbox import add_webhook
from graders.core.verdict import CaseVerdict, Verdict

_CLAIMED_COLUMNS = (
    table.c.id,
    table.c.site,
    table.c.learner,
    table.c.kind,
    table.c.reviewed,
    table.c.problem,
    table.c.revision,
    table.c.source,
    table.c.inputs,
    table.c.seed,
    table.c.tries,
    table.c.failures,
    table.c.original_id,
)
# With the site and URL to notify.
_ENDED_COLUMNS = (*COLUMNS, table.c.site, table.c.callback_url)
# Statements that every submission needs are built once: building them takes longer than SQLite
# takes to execute them.
_GET = select(*COLUMNS, POSITION).where(
    table.c.id == bindparam("b_id"), table.c.kind != "review", table.c.kind != "rejudgement"
)
_GET_OF_SITE = _GET.where(table.c.site == bindparam("b_site"))
_QUEUE = JobQueue(
    table=table,
    key=table.c.id,
    tries=table.c.tries,
    waiting=QUEUED,
    held=RUNNING,
    order=(table.c.priority, table.c.number),
    notice=lambda submission_id: Notice("queued", submission_id),
)
_CLAIM_VALUES: dict[str, Any] = {
    "status": "running",
    "worker": bindparam("b_worker"),
    "started_at": bindparam("b_now"),
    "progress": None,
}
_MOST = bindparam("b_most", type_=Integer)
_CLAIM = _QUEUE.claim(_CLAIM_VALUES, (*_CLAIMED_COLUMNS, table.c.followed), limit=_MOST)
_CLAIM_AMONG = _QUEUE.claim(
    _CLAIM_VALUES,
    (*_CLAIMED_COLUMNS, table.c.followed),
    select(table.c.id).where(_QUEUE.waiting, table.c.id.in_(bindparam("b_ids", expanding=True))),
    limit=_MOST,
)
_FIRST_WAITING = (
    select(table.c.id, table.c.problem, table.c.revision, table.c.created_at, table.c.priority)
    .where(_QUEUE.waiting)
    .order_by(*_QUEUE.order)
    .limit(bindparam("b_limit"))
)
_CURRENT = _QUEUE.of_claim(bindparam("b_id"), bindparam("b_tries"))
_FINISH = _CURRENT.values(
    status="finished",
    verdict=bindparam("b_verdict"),
    outcome=bindparam("b_outcome"),
    score=bindparam("b_score"),
    time_ms=bindparam("b_time_ms"),
    memory_mb=bindparam("b_memory_mb"),
    passed=bindparam("b_passed"),
    total=bindparam("b_total"),
    mistake=bindparam("b_mistake"),
    case_pattern=KNOWN_PATTERN,
    likeness=bindparam("b_likeness"),
    finished_at=bindparam("b_now"),
    progress=None,
    worker=None,
).returning(*_ENDED_COLUMNS, table.c.case_pattern, MAY_HAVE_GRADES.label("may_have_grades"))
_SEED = _CURRENT.values(seed=bindparam("b_seed"))
_PROGRESS = _CURRENT.values(progress=bindparam("b_progress")).returning(table.c.followed)
_FOLLOW = (
    update(table)
    .where(table.c.id == bindparam("b_id"), IN_FLIGHT, table.c.followed.is_(False))
    .values(followed=True)
)
_REQUEUED: dict[str, Any] = {"status": "queued", "worker": None}
_REQUEUED_AS_FAILED: dict[str, Any] = {**_REQUEUED, "failures": table.c.failures + 1}

# Problems that are in use are among so many submissions; to look at all takes seconds.
_LATEST = 1000
# What takes how long is seen in so many; few of another priority among them matter little.
_LATEST_JUDGED = 200


class SubmissionStore:
    """The stored submissions. Every method raises `StoreError` if the database fails.

    Reviews are queued and judged like them, but only `ReviewStore` reads them.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def add(
        self, new: Sequence[NewSubmission], bounds: Bounds, ready: Collection[int] | None = None
    ) -> None:
        """Store the submissions of one request as queued, all of them or none.

        If `ready` is given, the only submission gets its seed from these precomputed draws.

        Raises:
            DuplicateRequestError: the idempotency key was used before.
            QueueBoundError: the queue has no room for all of them.
            KeyBoundError: the key has too many in flight.
        """
        async with self._database.write() as transaction:
            if ready is not None:
                [alone] = new
                new = [await _with_seed(transaction, alone, ready)]
            await accept(transaction, new, bounds)

    @uninterrupted
    async def add_running(
        self,
        new: NewSubmission,
        bounds: Bounds,
        worker: str,
        ready: Collection[int] | None = None,
    ) -> ClaimedSubmission:
        """Store a submission that `worker` starts at once: this saves one transaction.

        If `ready` is given, it gets its seed from these precomputed draws.

        Raises:
            DuplicateRequestError: the idempotency key was used before.
            KeyBoundError: the key has too many in flight.
        """
        async with self._database.write() as transaction:
            if ready is not None:
                new = await _with_seed(transaction, new, ready)
            await accept(transaction, [new], bounds, worker)
        return ClaimedSubmission(
            id=new.id,
            site=new.site,
            learner=new.learner,
            kind=new.kind,
            reviewed=new.reviewed,
            problem=new.problem,
            revision=new.revision,
            source=new.source,
            inputs=new.inputs,
            seed=new.seed,
            tries=1,
            failures=0,
        )

    async def get(self, submission_id: str, site: str | None = None) -> Submission | None:
        """Return the submission; None if no such id exists or it belongs to another `site`."""
        query, of_site = (_GET, {}) if site is None else (_GET_OF_SITE, {"b_site": site})
        async with self._database.read() as connection:
            row = (await connection.execute(query, {"b_id": submission_id} | of_site)).one_or_none()
        return None if row is None else submission_of(row)

    async def get_all(self, submission_ids: Sequence[str]) -> list[Submission]:
        """Return the submissions of these ids, in order of arrival."""
        query = select(*COLUMNS, POSITION).where(table.c.id.in_(submission_ids))
        async with self._database.read() as connection:
            rows = (await connection.execute(query.order_by(table.c.number))).all()
        return [submission_of(row) for row in rows]

    async def source(self, submission_id: str) -> str | None:
        """Return the source of a submission; None if it is no longer kept."""
        query = select(table.c.source).where(
            table.c.id == submission_id, table.c.has_source.is_(True)
        )
        async with self._database.read() as connection:
            source: str | None = (await connection.execute(query)).scalar_one_or_none()
        return source

    async def latest_judging_times_s(self, limit: int) -> list[float]:
        """Return the judging times of the latest submissions, up to `limit` of each priority."""
        columns = (table.c[name] for name in ("number", "priority", "status", "kind"))
        latest = (
            select(*columns, table.c.started_at, table.c.finished_at)
            .order_by(table.c.number.desc())
            .limit(_LATEST_JUDGED)
            .subquery()
        )
        place = func.row_number().over(
            partition_by=latest.c.priority, order_by=latest.c.number.desc()
        )
        judged = (
            select(latest.c.started_at, latest.c.finished_at, place.label("place"))
            .where(latest.c.status == "finished", latest.c.kind != "review")
            .subquery()
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(select(judged).where(judged.c.place <= limit))).all()
        return [(row.finished_at - row.started_at).total_seconds() for row in rows]

    async def has_interactive_queued(self) -> bool:
        """Whether an interactive submission is queued."""
        query = select(table.c.number).where(QUEUED, table.c.priority == Priority.INTERACTIVE.value)
        async with self._database.read() as connection:
            return (await connection.execute(query.limit(1))).first() is not None

    async def latest_problems(self, limit: int) -> list[str]:
        """Return the names of the problems with the latest submissions, the latest last."""
        latest = (
            select(table.c.problem, table.c.number)
            .where(table.c.kind != "rejudgement")
            .order_by(table.c.number.desc())
            .limit(_LATEST)
            .subquery()
        )
        query = (
            select(latest.c.problem)
            .group_by(latest.c.problem)
            .order_by(func.max(latest.c.number).desc())
        )
        async with self._database.read() as connection:
            names = (await connection.execute(query.limit(limit))).scalars().all()
        return list(reversed(names))

    async def first_waiting(self, limit: int) -> list[WaitingSubmission]:
        """Return the first queued submissions, in order, all of the first one's priority."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_FIRST_WAITING, {"b_limit": limit})).all()
        return [
            WaitingSubmission(row.id, row.problem, row.revision, row.created_at)
            for row in rows
            if row.priority == rows[0].priority
        ]

    @uninterrupted
    async def claim(
        self,
        worker: str,
        among: Sequence[str] | None = None,
        *,
        most: int = 1,
        ready: Callable[[str, str], Collection[int] | None] = lambda _, __: None,
    ) -> list[ClaimedSubmission]:
        """Claim the first queued submissions, and count a try of each.

        Args:
            worker: who claims them.
            among: if given, only these ids count.
            most: how many to claim at most.
            ready: the seeds of the precomputed draws of a problem, by name, and its revision. None
                leaves it to `draw_seed` to choose one.
        """
        parameters: dict[str, Any] = {
            "b_worker": worker,
            "b_now": datetime.now(UTC),
            "b_most": most,
        }
        claim = _CLAIM
        if among is not None:
            claim, parameters["b_ids"] = _CLAIM_AMONG, list(among)
        claimed = []
        async with self._database.write() as transaction:
            for row in (await transaction.execute(claim, parameters)).all():
                fields = dict(row._mapping)
                transaction.announce(Notice("running", row.id), elsewhere=fields.pop("followed"))
                each = ClaimedSubmission(**fields)
                seeds = ready(each.problem, each.revision)
                if each.seed is None and each.reviewed is None and seeds is not None:
                    each = replace(each, seed=await _store_seed(transaction, each, seeds))
                claimed.append(each)
        return claimed

    @uninterrupted
    async def draw_seed(self, claimed: ClaimedSubmission, ready: Collection[int]) -> int:
        """Choose the seed of its cases; store it for later tries, unless one has begun.

        Args:
            claimed: has no seed.
            ready: the seeds of its problem's precomputed draws.
        """
        async with self._database.write() as transaction:
            return await _store_seed(transaction, claimed, ready)

    @uninterrupted
    async def follow(self, submission_id: str) -> None:
        """Have its progress announced to all processes, until it ends."""
        async with self._database.write() as transaction:
            await transaction.execute(_FOLLOW, {"b_id": submission_id})

    @uninterrupted
    async def record_progress(
        self, claimed: ClaimedSubmission, cases: list[CaseVerdict], total: int
    ) -> bool:
        """Store the first cases of `total`; return False, unchanged, if a later try began."""
        finished = [case.model_dump(mode="json") for case in cases]
        parameters = {
            "b_id": claimed.id,
            "b_tries": claimed.tries,
            "b_progress": json.dumps({"cases": finished, "total": total}),
        }
        async with self._database.write() as transaction:
            row = (await transaction.execute(_PROGRESS, parameters)).one_or_none()
            if row is not None:
                transaction.announce(Notice("progress", claimed.id), elsewhere=row.followed)
        return row is not None

    @uninterrupted
    async def finish(self, claimed: ClaimedSubmission, verdict: Verdict) -> Submission | None:
        """Store the final verdict.

        Returns:
            The finished submission; None for a review or rejudgement, and, without a change, if a
            later try has begun.
        """
        pattern = CasePattern.of({each.name: each.verdict for each in verdict.cases})
        parameters = {
            "b_id": claimed.id,
            "b_tries": claimed.tries,
            "b_verdict": verdict.model_dump_json(),
            "b_outcome": verdict.verdict.value,
            "b_score": verdict.score,
            "b_passed": verdict.passed,
            "b_total": verdict.total,
            "b_time_ms": verdict.time_ms,
            "b_memory_mb": verdict.memory_mb,
            "b_mistake": verdict.hints[0].mistake if verdict.hints else None,
            "b_pattern": pattern.digest,
            "b_likeness": verdict.likeness,
            "b_now": datetime.now(UTC),
        }
        async with self._database.write() as transaction:
            row = (await transaction.execute(_FINISH, parameters)).one_or_none()
            if row is not None:
                if row.case_pattern is None:
                    await add_pattern(transaction, row.id, pattern)
                await _tell(transaction, row)
                if row.may_have_grades and row.kind == "submission" and row.learner is not None:
                    await verdict_changes_grades(
                        transaction, row.site, row.learner, row.problem, row.assignment_id
                    )
        if row is None or row.kind in ("review", "rejudgement"):
            return None
        # Not from the stored text: parsing it takes longer than storing it.
        return finished_submission(row, dict(verdict))

    @uninterrupted
    async def cancel(self, submission_id: str) -> bool:
        """Cancel it if it is queued or running; return False, unchanged, if it is neither."""
        cancel = (
            update(table)
            .where(table.c.id == submission_id, IN_FLIGHT)
            .values(status="cancelled", finished_at=datetime.now(UTC), progress=None, worker=None)
            .returning(*_ENDED_COLUMNS)
        )
        async with self._database.write() as transaction:
            row = (await transaction.execute(cancel)).one_or_none()
            if row is not None:
                await _tell(transaction, row)
        return row is not None

    async def fail(self, claimed: ClaimedSubmission) -> bool:
        """Requeue it with one more failure; return False, unchanged, if a later try began."""
        return await self._requeue(_is_try(claimed), _REQUEUED_AS_FAILED)

    async def requeue(self, claimed: ClaimedSubmission) -> bool:
        """Requeue it without a failure; return False, unchanged, if a later try began."""
        return await self._requeue(_is_try(claimed), _REQUEUED)

    async def requeue_all_of(self, worker: str, but: Collection[str] = ()) -> bool:
        """Requeue what `worker` holds, but for these ids: no try has failed."""
        theirs = and_(table.c.worker == worker, table.c.id.not_in(but))
        return await self._requeue(theirs, _REQUEUED)

    async def fail_running(self) -> bool:
        """Requeue all that is running, when no worker can be running: each try has failed."""
        return await self._requeue(true(), _REQUEUED_AS_FAILED)

    async def requeue_abandoned(self) -> bool:
        """Requeue the submissions of lost workers: each try has failed."""
        return await self._requeue(_QUEUE.lost(table.c.worker), _REQUEUED_AS_FAILED)

    @uninterrupted
    async def _requeue(self, which: ColumnElement[bool], values: dict[str, Any]) -> bool:
        async with self._database.write() as transaction:
            return bool(await _QUEUE.requeue(transaction, which, values))


async def _with_seed(
    transaction: WriteTransaction, new: NewSubmission, ready: Collection[int]
) -> NewSubmission:
    return replace(
        new, seed=await draw_seed(transaction, new.site, new.learner, new.revision, ready)
    )


async def _store_seed(
    transaction: WriteTransaction, claimed: ClaimedSubmission, ready: Collection[int]
) -> int:
    seed = await draw_seed(transaction, claimed.site, claimed.learner, claimed.revision, ready)
    of_try = {"b_id": claimed.id, "b_tries": claimed.tries}
    await transaction.execute(_SEED, {**of_try, "b_seed": seed})
    return seed


async def _tell(transaction: WriteTransaction, row: Row[*tuple[Any, ...]]) -> None:
    """Notify all listeners that a submission has ended, once that is stored."""
    transaction.announce(Notice("ended", row.id))
    if row.callback_url is not None:
        ended = submission_of(row)
        assert not isinstance(ended, UnfinishedSubmission)  # noqa: S101 - its status was just set
        await add_webhook(transaction, row.site, row.callback_url, WebhookEvent.of(ended).message)


def _is_try(claimed: ClaimedSubmission) -> ColumnElement[bool]:
    return and_(table.c.id == claimed.id, table.c.tries == claimed.tries)
