"""The queue: tables whose rows are jobs, each claimed by one worker at a time.

Submissions, reviews and rejudged submissions are rows of one table, problem checks of another,
webhook deliveries and grades for learning platforms of two more. All rows have the same life cycle,
which is defined here. Each table's repository declares its `JobQueue`, with the order in which rows
wait; which of the first waiting submissions a worker takes, `app.worker.affinity` says.

- A claim takes the first waiting rows, with locks that other claims skip, and counts a try of each.
- The number of the try fences: a worker may change a claimed row only until another claim. So a
  worker that was declared lost but still runs does no harm.
- A lease ends by itself: a worker's when its heartbeats end (`app.worker.lost_workers` requeues
  what it held), a webhook's or a grade's at a fixed time. Then the row waits again.
- An orderly stop requeues the rows that it interrupts, and does not count the try as failed.

docs/decisions/own-rows-as-the-queue.md says why no library does this.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Select,
    Table,
    Update,
    and_,
    select,
    update,
)
from sqlalchemy.sql.dml import ReturningUpdate

from app.database.database import WriteTransaction
from app.database.notifications import Notice
from app.database.tables.workers import workers


@dataclass(frozen=True, slots=True)
class JobQueue:
    """How the rows of a table are jobs.

    Attributes:
        table: the table.
        key: identifies one row.
        tries: counts the claims of a row.
        waiting: which rows wait to be claimed.
        held: which rows may currently be held by a claim.
        order: the order in which waiting rows are claimed.
        notice: wakes the claimers, for a row of this key.
    """

    table: Table
    key: Column[Any]
    tries: Column[Any]
    waiting: ColumnElement[bool]
    held: ColumnElement[bool]
    order: Sequence[ColumnElement[Any]]
    notice: Callable[[str], Notice]

    def claim(
        self,
        values: dict[str, Any],
        returning: Sequence[ColumnElement[Any]],
        candidates: Select[Any] | None = None,
        *,
        limit: int | BindParameter[int] = 1,
    ) -> ReturningUpdate[Any]:
        """Return the statement that claims the first waiting rows, and returns them in any order.

        Args:
            values: what else a claim sets, such as the claimer.
            returning: the columns of the rows to return, with their values after the claim.
            candidates: selects the keys of waiting rows, if not all of them may be claimed.
            limit: how many to claim at most.
        """
        if candidates is None:
            candidates = select(self.key).where(self.waiting)
        first = (
            candidates.order_by(*self.order)
            .limit(limit)
            .with_for_update(skip_locked=True, of=self.table)
            # Runs once, whatever the plan: a subquery may run, and lock, for each row again.
            .cte("first")
        )
        return (
            update(self.table)
            .where(self.key.in_(select(first)))
            .values({self.tries.name: self.tries + 1, **values})
            .returning(*returning)
        )

    def of_claim(self, key: Any, tries: Any) -> Update:
        """Return an update that changes the row only while the try of this number holds it."""
        return update(self.table).where(self.key == key, self.held, self.tries == tries)

    def lost(self, worker: Column[Any]) -> ColumnElement[bool]:
        """The rows held by workers whose heartbeats have ended.

        Args:
            worker: the column with the worker's id.
        """
        return and_(self.held, worker.not_in(select(workers.c.id)))

    async def requeue(
        self, transaction: WriteTransaction, which: ColumnElement[bool], values: dict[str, Any]
    ) -> list[str]:
        """Make rows wait again, and wake the claimers. Return the rows' keys.

        Args:
            transaction: the transaction to use.
            which: selects among the held rows.
            values: the values that make a row wait.
        """
        back = update(self.table).where(self.held, which).values(values).returning(self.key)
        keys = [str(key) for key in (await transaction.execute(back)).scalars().all()]
        # Where the notice names no row, one is enough for all of them.
        for notice in dict.fromkeys(map(self.notice, keys)):
            transaction.announce(notice)
        return keys
