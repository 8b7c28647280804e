"""Idempotency keys: a request that is sent again is answered by what it stored the first time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete, select, text

from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.tables.base import UtcDateTime
from app.database.tables.submissions import idempotency_keys as table
from app.submissions.errors import IdempotencyKeyReusedError
from app.submissions.schemas import NewSubmission

_REMEMBERED = timedelta(hours=24)

# The fingerprint of the request that used a key before. What stores a submission asks for it too.
FINGERPRINT_BEFORE = select(table.c.fingerprint).where(
    table.c.site == bindparam("b_site"),
    table.c.learner == bindparam("b_names_learner"),
    table.c.key == bindparam("b_name"),
)
# SQL that both databases accept; SQLAlchemy offers this only per dialect.
_ADD = text(
    "INSERT INTO idempotency_keys (site, learner, key, fingerprint, submission_id, created_at) "
    "VALUES (:site, :learner, :key, :fingerprint, :submission_id, :created_at) "
    "ON CONFLICT DO NOTHING"
).bindparams(bindparam("created_at", type_=UtcDateTime()))


class DuplicateRequestError(Exception):
    """A request with the same idempotency key was stored before. Nothing was stored now."""

    def __init__(self, fingerprint: str) -> None:
        super().__init__("a request of this name was stored before")
        self.fingerprint = fingerprint


async def refuse_duplicate(transaction: WriteTransaction, new: NewSubmission) -> None:
    """Refuse what has an idempotency key that was used before.

    Raises:
        DuplicateRequestError: it was.
    """
    if new.idempotency is None:
        return
    parameters = {
        "b_site": new.site,
        "b_names_learner": new.idempotency.learner or "",
        "b_name": new.idempotency.key,
    }
    fingerprint = (await transaction.execute(FINGERPRINT_BEFORE, parameters)).scalar_one_or_none()
    if fingerprint is not None:
        raise DuplicateRequestError(fingerprint)


async def store_keys(transaction: WriteTransaction, new: Sequence[NewSubmission]) -> None:
    """Store the idempotency keys of one request's submissions, in their transaction.

    Raises:
        DuplicateRequestError: another process has just stored the same request.
    """
    rows = [
        {
            "site": submission.site,
            "learner": submission.idempotency.learner or "",
            "key": submission.idempotency.key,
            "fingerprint": submission.idempotency.fingerprint,
            "submission_id": submission.id,
            "created_at": submission.created_at,
        }
        for submission in new
        if submission.idempotency is not None
    ]
    if not rows:
        return
    while not (await transaction.execute(_ADD, rows[0])).rowcount:
        # Another process was storing a duplicate: this statement waited until it had.
        await refuse_duplicate(transaction, new[0])
    if rows[1:]:
        await transaction.execute(_ADD, rows[1:])


class IdempotencyKeys:
    """The keys of earlier requests. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def stored_before(
        self, new: Sequence[NewSubmission], duplicate: DuplicateRequestError
    ) -> list[str]:
        """The ids of what the earlier request with the same key stored.

        Raises:
            IdempotencyKeyReusedError: that was another request.
        """
        names = [submission.idempotency for submission in new if submission.idempotency is not None]
        if duplicate.fingerprint != names[0].fingerprint:
            raise IdempotencyKeyReusedError
        keys = [name.key for name in names]
        return await self.submissions(new[0].site, names[0].learner, keys)

    async def submissions(self, site: str, learner: str | None, keys: Sequence[str]) -> list[str]:
        """The ids of what requests with these keys stored, of the site or of its learner."""
        query = select(table.c.submission_id).where(
            table.c.site == site, table.c.learner == (learner or ""), table.c.key.in_(keys)
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars().all())

    @uninterrupted
    async def forget_old(self) -> None:
        """Delete the keys that are too old to be repeated."""
        old = table.c.created_at < datetime.now(UTC) - _REMEMBERED
        async with self._database.write() as transaction:
            await transaction.execute(delete(table).where(old))
