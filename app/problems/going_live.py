"""Within a transaction: locking a problem, and making one of its revisions live."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, insert, select, update

from app.audit.entry import Action
from app.audit.record import record
from app.database.database import WriteTransaction
from app.database.notifications import Notice
from app.database.tables.problems import problem_revisions as revisions
from app.database.tables.problems import problems as table
from app.database.tables.problems import publications
from app.problems.schemas import NewPublication

_STATE = (
    select(table.c.live, table.c.draft, revisions.c.source)
    .outerjoin(
        revisions,
        and_(revisions.c.problem == table.c.name, revisions.c.revision == table.c.live),
    )
    .where(table.c.name == bindparam("b_name"))
)
_LOCK = select(table.c.live).where(table.c.name == bindparam("b_name")).with_for_update()


class NoSuchRevisionError(Exception):
    """There is no such problem, or no such revision of it. Nothing was stored."""


class StaleRevisionError(Exception):
    """The problem is not at the revision that the change was made for. Nothing was stored.

    `current` is its draft, or its live revision where it has none.
    """

    def __init__(self, current: str) -> None:
        super().__init__(f"the problem is at revision {current}")
        self.current = current


async def lock_state(
    transaction: WriteTransaction, problem: str, based_on: str | None = None
) -> Row[*tuple[Any, ...]]:
    """Return and lock a problem's `live`, its `draft`, and the `source` of the live revision.

    Raises:
        NoSuchRevisionError: there is no problem of this name.
        StaleRevisionError: `based_on` is not None and is not the current revision.
    """
    # A statement of its own: after a wait for the lock, PostgreSQL would join the changed row with
    # the revisions from before the wait, and find nothing.
    await transaction.execute(_LOCK, {"b_name": problem})
    state = (await transaction.execute(_STATE, {"b_name": problem})).one_or_none()
    if state is None:
        raise NoSuchRevisionError
    if based_on not in (None, current := state.draft or state.live):
        raise StaleRevisionError(current)
    return state


async def make_live(
    transaction: WriteTransaction,
    new: NewPublication,
    state: Row[*tuple[Any, ...]],
    action: Action = "problem_published",
) -> None:
    """Make a revision live, record who did it and why, and end the draft if it is this one."""
    draft = None if state.draft == new.revision else state.draft
    change = update(table).where(table.c.name == new.problem)
    await transaction.execute(change.values(live=new.revision, draft=draft))
    await record_publication(transaction, new, state.live, action)
    await announce(transaction)


async def record_publication(
    transaction: WriteTransaction,
    new: NewPublication,
    replaced: str | None,
    action: Action = "problem_published",
) -> None:
    """Store who publishes what, and why."""
    row = {
        "problem": new.problem,
        "revision": new.revision,
        "replaced": replaced,
        "site": new.site,
        "key_id": new.key_id,
        "note": new.note,
        "forced": new.forced,
        "created_at": datetime.now(UTC),
    }
    await transaction.execute(insert(publications), row)
    await record(
        transaction,
        action,
        new.problem,
        new.actor,
        revision=new.revision,
        replaced=replaced,
        forced=new.forced,
    )


async def announce(transaction: WriteTransaction) -> None:
    """Tell every process that a problem has changed."""
    transaction.announce(Notice("problems"))
