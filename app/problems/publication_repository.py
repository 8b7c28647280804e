"""What went live when: the publications of each problem."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from app.database.database import Database, uninterrupted
from app.database.tables.auth import api_keys
from app.database.tables.problems import publications as table
from app.problems.going_live import StaleRevisionError, lock_state, make_live
from app.problems.repository import NeverLiveError, author_of
from app.problems.schemas import NewPublication, Publication

_PUBLICATIONS = (
    select(table, api_keys.c.name.label("key_name"))
    .outerjoin(api_keys, api_keys.c.id == table.c.key_id)
    .where(table.c.problem == bindparam("b_problem"))
    .order_by(table.c.number.desc())
)


class PublicationStore:
    """The publications. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def all(self, problem: str) -> Sequence[Publication]:
        """Return every publication of a problem, newest first."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_PUBLICATIONS, {"b_problem": problem})).all()
        return [
            Publication(
                revision=row.revision,
                replaced=row.replaced,
                author=author_of(row),
                note=row.note,
                is_forced=row.forced,
                created_at=row.created_at,
            )
            for row in rows
        ]

    @uninterrupted
    async def publish(self, new: NewPublication, replaces: str | None) -> None:
        """Make a revision live that was live never or before; one that is live stays so.

        Raises:
            NoSuchRevisionError: there is no problem of this name.
            StaleRevisionError: another revision is live by now than the one that it replaces.
        """
        async with self._database.write() as transaction:
            state = await lock_state(transaction, new.problem)
            if state.live == new.revision:
                return
            if state.live != replaces:
                raise StaleRevisionError(state.live)
            await make_live(transaction, new, state)

    @uninterrupted
    async def make_live_again(self, new: NewPublication, based_on: str | None) -> None:
        """Make a revision live that was live before.

        Raises:
            NoSuchRevisionError: there is no problem of this name.
            StaleRevisionError: `based_on` is not None and is not the current revision.
            NeverLiveError: it was never live.
        """
        published = select(table.c.number).where(
            table.c.problem == new.problem, table.c.revision == new.revision
        )
        async with self._database.write() as transaction:
            state = await lock_state(transaction, new.problem, based_on)
            if (await transaction.execute(published.limit(1))).one_or_none() is None:
                raise NeverLiveError
            if state.live != new.revision:
                await make_live(transaction, new, state, "problem_rolled_back")
