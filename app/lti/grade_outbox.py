"""Grades: each is a learner's best score at a problem, for one line item of a gradebook.

A grade's row is its job: it waits to be sent whenever its score changes, which is stored with the
verdict that changes it. There is one row for a learner and line item, so no older score can
overtake a newer one: a score that changes while it is sent is sent again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    text,
    update,
)

from app.core.ids import new_id
from app.database.clock import read_now
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.notifications import Notice
from app.database.tables import LEARNERS, database_now, submissions
from app.database.tables import lti_grades as table
from app.jobs.queue import JobQueue
from app.lti.schemas import Platform

_PENDING: ColumnElement[bool] = table.c.status == "pending"
_QUEUE = JobQueue(
    table=table,
    key=table.c.id,
    tries=table.c.tries,
    # A claimed one waits too, for the end of its lease: then it is due again.
    waiting=_PENDING,
    held=_PENDING,
    order=(table.c.due_at, table.c.number),
    notice=lambda _: Notice("grade"),
)
_BEST = (
    select(func.max(submissions.c.score))
    .where(
        submissions.c.site == table.c.site,
        submissions.c.learner == table.c.learner,
        submissions.c.problem == table.c.problem,
        # Has the index that lists learners by problem be used.
        LEARNERS,
        submissions.c.outcome != "judge_error",
    )
    .correlate(table)
    .scalar_subquery()
)
# Whether a submission's score may be sent: for the statement that stores it.
IS_GRADED: ColumnElement[bool] = exists().where(
    table.c.site == submissions.c.site,
    table.c.learner == submissions.c.learner,
    table.c.problem == submissions.c.problem,
)
_OF_PROBLEM: ColumnElement[bool] = table.c.problem == bindparam("b_problem")
_OF_LEARNER: ColumnElement[bool] = and_(
    _OF_PROBLEM, table.c.site == bindparam("b_site"), table.c.learner == bindparam("b_learner")
)
# Locked first: the statement after it then sees the verdicts of all who held the lock before.
_LOCK = select(table.c.number).order_by(table.c.number).with_for_update()
# One that is being sent, or waits after a failure, keeps its time: it is sent by one sender at a
# time.
_REFRESH = (
    update(table)
    .where(
        _BEST.is_not(None),
        or_(table.c.score.is_(None), table.c.score != _BEST),
    )
    .values(
        score=_BEST,
        scored_at=database_now(),
        version=table.c.version + 1,
        status="pending",
        failures=0,
        last_error=None,
        due_at=case((_PENDING, table.c.due_at), else_=database_now()),
    )
)
_LOCK_PROBLEM, _REFRESH_PROBLEM = _LOCK.where(_OF_PROBLEM), _REFRESH.where(_OF_PROBLEM)
_LOCK_LEARNER, _REFRESH_LEARNER = _LOCK.where(_OF_LEARNER), _REFRESH.where(_OF_LEARNER)
# SQL that both databases accept; SQLAlchemy offers this only per dialect. A link may be changed to
# lead to another problem.
_KEEP = text(
    "INSERT INTO lti_grades (id, platform_id, line_item, site, learner, problem, version, status, "
    "tries, failures, created_at, due_at) VALUES (:id, :platform_id, :line_item, :site, :learner, "
    ":problem, 0, 'none', 0, 0, :now, :now) ON CONFLICT (platform_id, line_item, learner) "
    "DO UPDATE SET problem = excluded.problem WHERE lti_grades.problem <> excluded.problem"
).bindparams(bindparam("now", type_=table.c.created_at.type))


@dataclass(frozen=True, slots=True)
class GradeClaim:
    """A grade that one sender has leased. `tries` counts the claims, and fences them."""

    id: str
    tries: int
    failures: int
    version: int
    platform_id: str
    line_item: str
    learner: str
    score: float
    scored_at: datetime


class GradeStore:
    """The grades. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def keep(self, platform: Platform, line_item: str, learner: str, problem: str) -> None:
        """Send a learner's best score to this line item, now if there is one, and from now on."""
        async with self._database.write() as transaction:
            row = {
                "id": new_id(),
                "platform_id": platform.id,
                "line_item": line_item,
                "site": platform.site,
                "learner": learner,
                "problem": problem,
                "now": await read_now(transaction.connection),
            }
            await transaction.execute(_KEEP, row)
            await refresh_grades(transaction, platform.site, learner, problem)

    @uninterrupted
    async def claim(self, busy: Collection[str], lease_s: float) -> GradeClaim | None:
        """Claim the grade that has been due longest, for `lease_s`; None if none is due.

        Args:
            busy: the platforms that must not be sent more at the moment.
            lease_s: when another sender may take it over, in seconds.
        """
        async with self._database.write() as transaction:
            now = await read_now(transaction.connection)
            take = _QUEUE.claim(
                {"due_at": now + timedelta(seconds=lease_s)},
                (
                    *(table.c.id, table.c.tries, table.c.failures, table.c.version),
                    *(table.c.platform_id, table.c.line_item, table.c.learner),
                    *(table.c.score, table.c.scored_at),
                ),
                _sendable(busy).where(table.c.due_at <= now),
            )
            row = (await transaction.execute(take)).one_or_none()
        return None if row is None else GradeClaim(**row._mapping)

    async def due_in_s(self, busy: Collection[str]) -> float | None:
        """Seconds until the next one is due, 0 or less for now; None if there is none."""
        next_due = _sendable(busy).with_only_columns(func.min(table.c.due_at), database_now())
        async with self._database.read() as connection:
            due_at, now = (await connection.execute(next_due)).one()
        return None if due_at is None else float((due_at - now).total_seconds())

    @uninterrupted
    async def succeed(self, claim: GradeClaim) -> None:
        """Record that it was delivered; if the score has changed since the claim, it is due."""
        is_current = table.c.version == claim.version
        async with self._database.write() as transaction:
            now = await read_now(transaction.connection)
            await transaction.execute(
                _QUEUE.of_claim(claim.id, claim.tries).values(
                    status=case((is_current, "delivered"), else_="pending"),
                    delivered_at=now,
                    due_at=now,
                    failures=0,
                    last_error=None,
                )
            )

    @uninterrupted
    async def fail(self, claim: GradeClaim, error: str, retry_s: float | None) -> None:
        """Record that a try failed.

        Args:
            claim: what was tried.
            error: why it failed.
            retry_s: seconds to the next try; None to give up, unless the score has changed.
        """
        is_current = table.c.version == claim.version
        async with self._database.write() as transaction:
            now = await read_now(transaction.connection)
            then: dict[str, Any] = {"due_at": now + timedelta(seconds=retry_s or 0)}
            if retry_s is None:
                then["status"] = case((is_current, "failed"), else_="pending")
            await transaction.execute(
                _QUEUE.of_claim(claim.id, claim.tries).values(
                    last_error=error, failures=table.c.failures + 1, **then
                )
            )

    @uninterrupted
    async def requeue(self, claim: GradeClaim) -> None:
        """Make it due at once: its sender stops."""
        held = and_(table.c.id == claim.id, table.c.tries == claim.tries)
        async with self._database.write() as transaction:
            await _QUEUE.requeue(
                transaction, held, {"due_at": await read_now(transaction.connection)}
            )


async def refresh_grades(
    transaction: WriteTransaction, site: str, learner: str, problem: str
) -> None:
    """Have the learner's grades at a problem sent if the best score has changed.

    In the transaction of the verdict that may change it.
    """
    which = {"b_problem": problem, "b_site": site, "b_learner": learner}
    await _refresh(transaction, _LOCK_LEARNER, _REFRESH_LEARNER, which)


async def refresh_all_grades(transaction: WriteTransaction, problem: str) -> None:
    """Have all grades at a problem sent whose best score has changed.

    In the transaction of the rejudge that may change it.
    """
    await _refresh(transaction, _LOCK_PROBLEM, _REFRESH_PROBLEM, {"b_problem": problem})


async def _refresh(
    transaction: WriteTransaction, lock: Select[Any], refresh: Update, which: dict[str, Any]
) -> None:
    if not (await transaction.execute(lock, which)).all():
        return
    if (await transaction.execute(refresh, which)).rowcount:
        transaction.announce(Notice("grade"))


def _sendable(busy: Collection[str]) -> Select[Any]:
    return select(table.c.id).where(_QUEUE.waiting, table.c.platform_id.not_in(busy))
