"""The queue: rows of a table that are jobs, each claimed by one worker at a time.

Submissions, reviews and rejudged submissions are rows of one table, problem checks of another, and
webhook deliveries of a third. What a row goes through is the same in all of them, and stands here:

- A claim takes the first row that waits, by a lock that other claims pass over, and counts a try.
- The number of the try fences: whoever claimed a row may change it only while nobody has claimed it
  again. So a worker that was given up, and is not gone, does no harm.
- A lease ends by itself: a worker's when its heartbeats end (`app.jobs.workers`), that of a webhook
  at its time. Then the row waits again.
- What an orderly stop interrupts is requeued, and its try is not counted as failed.

docs/decisions/own-rows-as-the-queue.md says why no library does this.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, Update, and_, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from app.database.database import WriteTransaction
from app.database.notifications import Notice
from app.database.tables import workers


@dataclass(frozen=True, slots=True)
class JobQueue:
    """How the rows of a table are jobs.

    Attributes:
        table: it.
        key: names one row.
        tries: counts the claims of a row.
        waiting: which rows wait to be claimed.
        held: which rows somebody may have claimed.
        order: which of those that wait comes first.
        notice: wakes whoever claims, for a row of this key.
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
    ) -> ReturningUpdate[Any]:
        """The statement that claims the first row that waits; it returns no row where none does.

        Args:
            values: what a claim sets besides, such as who claims.
            returning: the columns of the row, as they are after the claim.
            candidates: chooses the keys of rows that wait, where not all of them may be claimed.
        """
        if candidates is None:
            candidates = select(self.key).where(self.waiting)
        first = (
            # As it stands: it reads the table that is updated.
            candidates.correlate(None)
            .order_by(*self.order)
            .limit(1)
            .with_for_update(skip_locked=True, of=self.table)
            .scalar_subquery()
        )
        return (
            update(self.table)
            .where(self.key == first)
            .values({self.tries.name: self.tries + 1, **values})
            .returning(*returning)
        )

    def of_claim(self, key: Any, number: Any) -> Update:
        """What changes a row only while it is held by the claim that was its try `number`."""
        return update(self.table).where(self.key == key, self.held, self.tries == number)

    def lost(self, worker: Column[Any]) -> ColumnElement[bool]:
        """The rows that are held by workers whose heartbeats have ended.

        Args:
            worker: the column that names the worker.
        """
        return and_(self.held, worker.not_in(select(workers.c.id)))

    async def requeue(
        self, transaction: WriteTransaction, which: ColumnElement[bool], values: dict[str, Any]
    ) -> list[str]:
        """Have rows wait again, and wake whoever claims; their keys.

        Args:
            transaction: in which it is done.
            which: the rows, of those that are held.
            values: makes them wait.
        """
        back = update(self.table).where(self.held, which).values(values).returning(self.key)
        keys = [str(key) for key in (await transaction.execute(back)).scalars().all()]
        for key in keys:
            await transaction.announce(self.notice(key))
        return keys
