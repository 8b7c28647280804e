"""The problems and their immutable revisions."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, select, text, update

from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.notifications import Notice
from app.database.tables import UtcDateTime, api_keys
from app.database.tables import problem_revisions as revisions
from app.database.tables import problems as table
from app.problems.schemas import Author, NewRevision, ProblemState, Revision

_STATES = select(table.c.name, table.c.live, table.c.archived_at).order_by(table.c.name)
_ARCHIVE = select(revisions.c.archive).where(
    revisions.c.problem == bindparam("b_problem"), revisions.c.revision == bindparam("b_revision")
)
_LIVE_SOURCE = (
    select(table.c.live, revisions.c.source)
    .join(
        revisions,
        and_(revisions.c.problem == table.c.name, revisions.c.revision == table.c.live),
    )
    .where(table.c.name == bindparam("b_name"))
)
_LOCK = select(table.c.live).where(table.c.name == bindparam("b_name")).with_for_update()
# SQL that both databases accept; SQLAlchemy offers this only per dialect.
_ADD_PROBLEM = text(
    "INSERT INTO problems (name, live) VALUES (:name, :live) ON CONFLICT DO NOTHING"
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
    """The live revision is not the one that the change was made for. Nothing was stored."""

    def __init__(self, live: str) -> None:
        super().__init__(f"the revision {live} is live")
        self.live = live


class ProblemStore:
    """The stored problems. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def states(self) -> list[ProblemState]:
        """Return the live revision of each problem, sorted by name, including archived problems."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_STATES)).all()
        return [ProblemState(row.name, row.live, row.archived_at is not None) for row in rows]

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
        async with self._database.write() as transaction:
            live = await _live(transaction, new.problem)
            if live is None and await _add_problem(transaction, new):
                await _add(transaction, new, None)
                await _announce(transaction)
                return new.revision
            # Another process may have added it in the meantime.
            live = live or await _live(transaction, new.problem)
            assert live is not None  # noqa: S101 - problems are never removed
            is_new = await _add(transaction, new, live.live)
            if is_new and live.source == "folder":
                await _make_live(transaction, new.problem, new.revision)
                return new.revision
            current: str = live.live
        return current

    @uninterrupted
    async def create(self, new: NewRevision) -> None:
        """Store a problem with its first revision.

        Raises:
            NameTakenError: a problem of this name exists.
        """
        async with self._database.write() as transaction:
            if not await _add_problem(transaction, new):
                raise NameTakenError
            await _add(transaction, new, None)
            await _announce(transaction)

    @uninterrupted
    async def change(self, new: NewRevision, based_on: str | None) -> None:
        """Store another revision of a problem, and make it live.

        Content that equals an earlier revision reuses that revision.

        Raises:
            NoSuchRevisionError: there is no problem of this name.
            StaleRevisionError: `based_on` is not None and is not the live revision.
        """
        async with self._database.write() as transaction:
            live = await _current(transaction, new.problem, based_on)
            await _add(transaction, new, live)
            await _make_live(transaction, new.problem, new.revision)

    @uninterrupted
    async def make_live(self, problem: str, revision: str, based_on: str | None) -> None:
        """Make an earlier revision live.

        Raises:
            NoSuchRevisionError: there is no such problem or revision.
            StaleRevisionError: `based_on` is not None and is not the live revision.
        """
        exists = select(revisions.c.number).where(
            revisions.c.problem == problem, revisions.c.revision == revision
        )
        async with self._database.write() as transaction:
            await _current(transaction, problem, based_on)
            if (await transaction.execute(exists)).one_or_none() is None:
                raise NoSuchRevisionError
            await _make_live(transaction, problem, revision)

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
            await _current(transaction, problem, None)
            await transaction.execute(change)
            await _announce(transaction)


async def _live(transaction: WriteTransaction, problem: str) -> Row[*tuple[Any, ...]] | None:
    # A statement of its own: after a wait for the lock, PostgreSQL would join the changed row with
    # the revisions from before the wait, and find nothing.
    await transaction.execute(_LOCK, {"b_name": problem})
    return (await transaction.execute(_LIVE_SOURCE, {"b_name": problem})).one_or_none()


async def _current(transaction: WriteTransaction, problem: str, based_on: str | None) -> str:
    live = await _live(transaction, problem)
    if live is None:
        raise NoSuchRevisionError
    if based_on not in (None, live.live):
        raise StaleRevisionError(live.live)
    current: str = live.live
    return current


async def _add_problem(transaction: WriteTransaction, new: NewRevision) -> bool:
    added = await transaction.execute(_ADD_PROBLEM, {"name": new.problem, "live": new.revision})
    return added.rowcount > 0


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


async def _make_live(transaction: WriteTransaction, problem: str, revision: str) -> None:
    await transaction.execute(update(table).where(table.c.name == problem).values(live=revision))
    await _announce(transaction)


async def _announce(transaction: WriteTransaction) -> None:
    await transaction.announce(Notice("problems"))


def _revision_of(row: Row[*tuple[Any, ...]]) -> Revision:
    author = None
    if row.site is not None:
        author = Author(site=row.site, key_id=row.key_id, key_name=row.key_name or None)
    return Revision(
        revision=row.revision,
        parent=row.parent,
        source=row.source,
        author=author,
        note=row.note,
        created_at=row.created_at,
        is_live=row.is_live,
    )
