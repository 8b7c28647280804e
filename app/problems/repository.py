"""The problems and their immutable revisions."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, delete, exists, insert, select, text, update

from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.notifications import Notice
from app.database.tables import UtcDateTime, api_keys, publications
from app.database.tables import problem_revisions as revisions
from app.database.tables import problems as table
from app.problems.schemas import (
    Author,
    NewPublication,
    NewRevision,
    ProblemState,
    Revision,
)

_STATES = select(table.c.name, table.c.live, table.c.draft, table.c.archived_at).order_by(
    table.c.name
)
_ARCHIVE = select(revisions.c.archive).where(
    revisions.c.problem == bindparam("b_problem"), revisions.c.revision == bindparam("b_revision")
)
_STATE = (
    select(table.c.live, table.c.draft, revisions.c.source)
    .outerjoin(
        revisions,
        and_(revisions.c.problem == table.c.name, revisions.c.revision == table.c.live),
    )
    .where(table.c.name == bindparam("b_name"))
)
_LOCK = select(table.c.live).where(table.c.name == bindparam("b_name")).with_for_update()
# SQL that both databases accept; SQLAlchemy offers this only per dialect.
_ADD_PROBLEM = text(
    "INSERT INTO problems (name, live, draft) VALUES (:name, :live, :draft) ON CONFLICT DO NOTHING"
)
_ADD_REVISION = text(
    "INSERT INTO problem_revisions "
    "(problem, revision, archive, source, site, key_id, note, parent, created_at) VALUES "
    "(:problem, :revision, :archive, :source, :site, :key_id, :note, :parent, :created_at) "
    "ON CONFLICT DO NOTHING"
).bindparams(bindparam("created_at", type_=UtcDateTime()))
_REVISIONS = (
    select(
        *(column for column in revisions.c if column is not revisions.c.archive),
        api_keys.c.name.label("key_name"),
        (table.c.live == revisions.c.revision).label("is_live"),
        (table.c.draft == revisions.c.revision).label("is_draft"),
        exists(1)
        .where(
            publications.c.problem == revisions.c.problem,
            publications.c.revision == revisions.c.revision,
        )
        .label("is_published"),
    )
    .join(table, table.c.name == revisions.c.problem)
    .outerjoin(api_keys, api_keys.c.id == revisions.c.key_id)
    .where(revisions.c.problem == bindparam("b_problem"))
    .order_by(revisions.c.number.desc())
)


class NameTakenError(Exception):
    """A problem of this name exists. Nothing was stored."""


class NoSuchRevisionError(Exception):
    """There is no such problem, or no such revision of it. Nothing was stored."""


class StaleRevisionError(Exception):
    """The problem is not at the revision that the change was made for. Nothing was stored.

    `current` is its draft, or its live revision where it has none.
    """

    def __init__(self, current: str) -> None:
        super().__init__(f"the problem is at revision {current}")
        self.current = current


class NeverLiveError(Exception):
    """The revision has never been live. Nothing was stored."""


class ProblemStore:
    """The stored problems. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def states(self) -> list[ProblemState]:
        """Return the state of each problem, sorted by name, including archived problems."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_STATES)).all()
        return [
            ProblemState(row.name, row.live, row.draft, row.archived_at is not None) for row in rows
        ]

    async def archive(self, problem: str, revision: str) -> bytes | None:
        """Return the zip file of a revision; None if there is no such revision."""
        wanted = {"b_problem": problem, "b_revision": revision}
        async with self._database.read() as connection:
            content: bytes | None = await connection.scalar(_ARCHIVE, wanted)
        return content

    async def revisions(self, problem: str) -> Sequence[Revision]:
        """Return every revision of a problem, newest first."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_REVISIONS, {"b_problem": problem})).all()
        return [_revision_of(row) for row in rows]

    @uninterrupted
    async def take_in(self, new: NewRevision) -> str:
        """Store a package from the problems folder; return the revision that is live afterwards.

        An existing revision changes nothing. A new one becomes live, unless the live one was made
        through the API.
        """
        publication = NewPublication(new.problem, new.revision)
        async with self._database.write() as transaction:
            if await _add_problem(transaction, new.problem, live=new.revision):
                await _add(transaction, new, None)
                await record_publication(transaction, publication, None)
                await _announce(transaction)
                return new.revision
            state = await lock_state(transaction, new.problem)
            is_new = await _add(transaction, new, state.draft or state.live)
            if state.live is None or (is_new and state.source == "folder"):
                await make_live(transaction, publication, state)
                return new.revision
            current: str = state.live
        return current

    @uninterrupted
    async def create(self, new: NewRevision) -> None:
        """Store a problem with its first revision, as a draft.

        Raises:
            NameTakenError: a problem of this name exists.
        """
        async with self._database.write() as transaction:
            if not await _add_problem(transaction, new.problem, draft=new.revision):
                raise NameTakenError
            await _add(transaction, new, None)
            await _announce(transaction)

    @uninterrupted
    async def change(self, new: NewRevision, based_on: str | None) -> None:
        """Store another revision of a problem, as its draft; the live content ends the draft.

        Content that equals an earlier revision reuses that revision.

        Raises:
            NoSuchRevisionError: there is no problem of this name.
            StaleRevisionError: `based_on` is not None and is not the current revision.
        """
        async with self._database.write() as transaction:
            state = await lock_state(transaction, new.problem, based_on)
            await _add(transaction, new, state.draft or state.live)
            draft = None if new.revision == state.live else new.revision
            await _set_draft(transaction, new.problem, draft)

    @uninterrupted
    async def discard(self, problem: str, based_on: str | None) -> None:
        """Drop the draft; a problem that was never published goes with it.

        Raises:
            NoSuchRevisionError: there is no problem of this name.
            StaleRevisionError: `based_on` is not None and is not the current revision.
        """
        async with self._database.write() as transaction:
            state = await lock_state(transaction, problem, based_on)
            if state.live is None:
                await transaction.execute(delete(table).where(table.c.name == problem))
                await transaction.execute(delete(revisions).where(revisions.c.problem == problem))
                await _announce(transaction)
            else:
                await _set_draft(transaction, problem, None)

    @uninterrupted
    async def put_away(self, problem: str, *, archived: bool) -> None:
        """Archive or unarchive a problem; a second time changes nothing.

        Raises:
            NoSuchRevisionError: there is no problem of this name.
        """
        is_other = table.c.archived_at.is_(None) if archived else table.c.archived_at.is_not(None)
        change = (
            update(table)
            .where(table.c.name == problem, is_other)
            .values(archived_at=datetime.now(UTC) if archived else None)
        )
        async with self._database.write() as transaction:
            await lock_state(transaction, problem)
            await transaction.execute(change)
            await _announce(transaction)


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
    transaction: WriteTransaction, new: NewPublication, state: Row[*tuple[Any, ...]]
) -> None:
    """Make a revision live, record who did it and why, and end the draft if it is this one."""
    draft = None if state.draft == new.revision else state.draft
    change = update(table).where(table.c.name == new.problem)
    await transaction.execute(change.values(live=new.revision, draft=draft))
    await record_publication(transaction, new, state.live)
    await _announce(transaction)


async def record_publication(
    transaction: WriteTransaction, new: NewPublication, replaced: str | None
) -> None:
    """Store who publishes what, and why."""
    row = asdict(new) | {"replaced": replaced, "created_at": datetime.now(UTC)}
    await transaction.execute(insert(publications), row)


async def _add_problem(
    transaction: WriteTransaction, name: str, *, live: str | None = None, draft: str | None = None
) -> bool:
    values = {"name": name, "live": live, "draft": draft}
    return (await transaction.execute(_ADD_PROBLEM, values)).rowcount > 0


async def _add(transaction: WriteTransaction, new: NewRevision, parent: str | None) -> bool:
    row = {
        "problem": new.problem,
        "revision": new.revision,
        "archive": new.archive,
        "source": new.source,
        "site": new.site,
        "key_id": new.key_id,
        "note": new.note,
        "parent": parent,
        "created_at": datetime.now(UTC),
    }
    return (await transaction.execute(_ADD_REVISION, row)).rowcount > 0


async def _set_draft(transaction: WriteTransaction, problem: str, draft: str | None) -> None:
    await transaction.execute(update(table).where(table.c.name == problem).values(draft=draft))
    await _announce(transaction)


async def _announce(transaction: WriteTransaction) -> None:
    await transaction.announce(Notice("problems"))


def author_of(row: Row[*tuple[Any, ...]]) -> Author | None:
    """The author that a row's `site`, `key_id` and `key_name` tell; None for the folder."""
    if row.site is None:
        return None
    return Author(site=row.site, key_id=row.key_id, key_name=row.key_name or None)


def _revision_of(row: Row[*tuple[Any, ...]]) -> Revision:
    return Revision(
        revision=row.revision,
        parent=row.parent,
        source=row.source,
        author=author_of(row),
        note=row.note,
        created_at=row.created_at,
        is_live=bool(row.is_live),
        is_draft=bool(row.is_draft),
        is_published=row.is_published,
    )
