"""Browser sessions; only the hashes of their tokens are stored."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import and_, bindparam, delete, insert, or_, select

from app.auth.caller import Scope
from app.database.database import Database, uninterrupted
from app.database.tables.auth import api_keys
from app.database.tables.auth import sessions as table
from app.database.tables.base import UtcDateTime

_NOW = bindparam("b_now", type_=UtcDateTime())
_FIND = (
    select(
        *(table.c.site, table.c.key_id, table.c.learner, table.c.expires_at),
        *(api_keys.c.scopes, api_keys.c.course),
    )
    .select_from(table.outerjoin(api_keys, api_keys.c.id == table.c.key_id))
    .where(
        table.c.hash == bindparam("b_hash"),
        table.c.expires_at > _NOW,
        or_(
            table.c.key_id.is_(None),
            and_(
                api_keys.c.revoked_at.is_(None),
                or_(api_keys.c.expires_at.is_(None), api_keys.c.expires_at > _NOW),
            ),
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Session:
    """Who is signed in, and until when; either by a key, with its scopes, or as a learner."""

    site: str
    key_id: str | None
    learner: str | None
    expires_at: datetime
    key_scopes: Sequence[Scope] = ()
    key_course: str | None = None


class SessionStore:
    """The sessions. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def create(self, session: Session) -> str:
        """Store a session and return its random token. Delete expired sessions."""
        token = secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        row = {
            "hash": _hash(token),
            "site": session.site,
            "key_id": session.key_id,
            "learner": session.learner,
            "created_at": now,
            "expires_at": session.expires_at,
        }
        async with self._database.write() as transaction:
            await transaction.execute(delete(table).where(table.c.expires_at <= now))
            await transaction.execute(insert(table), row)
        return token

    async def find(self, token: str) -> Session | None:
        """Return the session of that token if it and its key are valid."""
        parameters = {"b_hash": _hash(token), "b_now": datetime.now(UTC)}
        async with self._database.read() as connection:
            row = (await connection.execute(_FIND, parameters)).one_or_none()
        if row is None:
            return None
        scopes = () if row.scopes is None else tuple(row.scopes.split())
        return Session(row.site, row.key_id, row.learner, row.expires_at, scopes, row.course)

    @uninterrupted
    async def end(self, token: str) -> None:
        """End the session of that token, if there is one."""
        async with self._database.write() as transaction:
            await transaction.execute(delete(table).where(table.c.hash == _hash(token)))


def _hash(token: str) -> str:
    # 256 random bits can't be searched, as with API keys.
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
