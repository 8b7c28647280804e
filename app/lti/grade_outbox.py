"""Grades: each is a learner's, for one line item of a gradebook; of a problem or an assignment.

A grade's row is its job: it is due whenever it may have changed, which is stored with what may have
changed it (`app.passback.changes`). What it is then, its sender works out. There is one row for a
learner and line item, so nothing older can overtake what is newer: a grade that may have changed
while it is sent is due again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, select, text

from app.core.ids import new_id
from app.database.clock import read_now
from app.database.database import Database, uninterrupted
from app.database.notifications import Notice
from app.database.tables.base import database_now
from app.database.tables.lti import lti_grades as table
from app.database.tables.submissions import LEARNERS, submissions
from app.jobs.queue import JobQueue
from app.lti.claims import LinkTarget
from app.lti.schemas import Platform
from app.passback.changes import hold_grades

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
_BEST = select(func.max(submissions.c.score)).where(
    submissions.c.site == bindparam("b_site"),
    submissions.c.learner == bindparam("b_learner"),
    submissions.c.problem == bindparam("b_problem"),
    # Has the index that lists learners by problem be used.
    LEARNERS,
    submissions.c.outcome != "judge_error",
)
# SQL that both databases accept; SQLAlchemy offers this only per dialect. A link may be changed to
# lead elsewhere: nothing of that was told yet.
_KEEP = text(
    "INSERT INTO lti_grades (id, platform_id, line_item, site, learner, problem, assignment_id, "
    "version, status, tries, failures, created_at, due_at) VALUES (:id, :platform_id, :line_item, "
    ":site, :learner, :problem, :assignment_id, 0, 'pending', 0, 0, :now, :now) "
    "ON CONFLICT (platform_id, line_item, learner) DO UPDATE SET "
    "score = CASE WHEN COALESCE(lti_grades.problem, '') = COALESCE(excluded.problem, '') "
    "AND COALESCE(lti_grades.assignment_id, '') = COALESCE(excluded.assignment_id, '') "
    "THEN lti_grades.score END, "
    "problem = excluded.problem, assignment_id = excluded.assignment_id, "
    "version = lti_grades.version + 1, status = 'pending', failures = 0, last_error = NULL, "
    "due_at = CASE WHEN lti_grades.status = 'pending' THEN lti_grades.due_at "
    "ELSE excluded.due_at END"
).bindparams(bindparam("now", type_=table.c.created_at.type))


@dataclass(frozen=True, slots=True)
class GradeClaim:
    """A grade that one sender has leased. `tries` counts the claims, and fences them.

    `told` is what the platform was told last, as a part of full marks.
    """

    id: str
    tries: int
    failures: int
    version: int
    platform_id: str
    line_item: str
    site: str
    learner: str
    problem: str | None
    assignment_id: str | None
    told: float | None
    claimed_at: datetime


class GradeStore:
    """The grades. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def keep(
        self, platform: Platform, line_item: str, learner: str, target: LinkTarget
    ) -> None:
        """Tell this line item the learner's grade there, now if there is one, and from now on."""
        assignment_id = target.name if target.kind == "assignment" else None
        async with self._database.write() as transaction:
            await hold_grades(transaction, platform.site, learner, assignment_id)
            row = {
                "id": new_id(),
                "platform_id": platform.id,
                "line_item": line_item,
                "site": platform.site,
                "learner": learner,
                "problem": target.name if target.kind == "problem" else None,
                "assignment_id": assignment_id,
                "now": await read_now(transaction.connection),
            }
            await transaction.execute(_KEEP, row)
            transaction.announce(Notice("grade"))

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
                    *(table.c.platform_id, table.c.line_item, table.c.site, table.c.learner),
                    *(table.c.problem, table.c.assignment_id, table.c.score.label("told")),
                ),
                _sendable(busy).where(table.c.due_at <= now),
            )
            row = (await transaction.execute(take)).one_or_none()
        return None if row is None else GradeClaim(**row._mapping, claimed_at=now)

    async def best_score(self, site: str, learner: str, problem: str) -> float | None:
        """Return the learner's best score at a problem, 0 to 1; None if nothing is judged."""
        wanted = {"b_site": site, "b_learner": learner, "b_problem": problem}
        async with self._database.read() as connection:
            score: float | None = (await connection.execute(_BEST, wanted)).scalar_one()
        return score

    async def due_in_s(self, busy: Collection[str]) -> float | None:
        """Seconds until the next one is due, 0 or less for now; None if there is none."""
        next_due = _sendable(busy).with_only_columns(func.min(table.c.due_at), database_now())
        async with self._database.read() as connection:
            due_at, now = (await connection.execute(next_due)).one()
        return None if due_at is None else float((due_at - now).total_seconds())

    async def succeed(self, claim: GradeClaim, told: float) -> None:
        """Record what was delivered; if it may have changed since the claim, it is due again."""
        sent = {"score": told, "scored_at": claim.claimed_at, "delivered_at": database_now()}
        await self._settle(claim, "delivered", sent)

    async def settle(self, claim: GradeClaim) -> None:
        """Record that the platform knows it; if it may have changed since the claim, it is due."""
        await self._settle(claim, "none" if claim.told is None else "delivered", {})

    @uninterrupted
    async def _settle(self, claim: GradeClaim, status: str, values: dict[str, Any]) -> None:
        async with self._database.write() as transaction:
            await transaction.execute(
                _QUEUE.of_claim(claim.id, claim.tries).values(
                    status=case((table.c.version == claim.version, status), else_="pending"),
                    due_at=database_now(),
                    failures=0,
                    last_error=None,
                    **values,
                )
            )

    @uninterrupted
    async def fail(self, claim: GradeClaim, error: str, retry_s: float | None) -> None:
        """Record that a try failed.

        Args:
            claim: what was tried.
            error: why it failed.
            retry_s: seconds to the next try; None to give up, unless it may have changed.
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


def _sendable(busy: Collection[str]) -> Select[Any]:
    return select(table.c.id).where(_QUEUE.waiting, table.c.platform_id.not_in(busy))
