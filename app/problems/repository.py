"""The problems and their immutable revisions."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, exists, select, text, update

from app.audit.entry import SERVICE, Action, Actor
from app.audit.record import record
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.tables.auth import api_keys
from app.database.tables.base import UtcDateTime
from app.database.tables.problems import problem_revisions as revisions
from app.database.tables.problems import problems as table
from app.database.tables.problems import publications
from app.problems.going_live import (
    announce,
    lock_state,
    make_live,
    record_publication,
)
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
                await announce(transaction)
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
            await _record_content(transaction, "problem_created", new)
            await announce(transaction)

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
            await _record_content(transaction, "problem_changed", new)
            await _set_draft(transaction, new.problem, draft)

    @uninterrupted
    async def discard(self, problem: str, based_on: str | None, by: Actor = SERVICE) -> None:
        """Drop the draft; a problem that was never published goes with it.

        Raises:
            NoSuchRevisionError: there is no problem of this name.
            StaleRevisionError: `based_on` is not None and is not the current revision.
        """
        async with self._database.write() as transaction:
            state = await lock_state(transaction, problem, based_on)
            if state.draft is not None:
                await record(transaction, "draft_discarded", problem, by, revision=state.draft)
            if state.live is None:
                await transaction.execute(delete(table).where(table.c.name == problem))
                await transaction.execute(delete(revisions).where(revisions.c.problem == problem))
                await announce(transaction)
            else:
                await _set_draft(transaction, problem, None)

    @uninterrupted
    async def put_away(self, problem: str, *, archived: bool, by: Actor = SERVICE) -> None:
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
            if (await transaction.execute(change)).rowcount:
                action: Action = "problem_archived" if archived else "problem_unarchived"
                await record(transaction, action, problem, by)
            await announce(transaction)


async def _record_content(transaction: WriteTransaction, action: Action, new: NewRevision) -> None:
    await record(transaction, action, new.problem, new.actor, revision=new.revision)


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
    await announce(transaction)


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
