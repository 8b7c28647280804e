"""The API keys; only their hashes are stored."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, insert, or_, select, update

from app.audit.entry import SERVICE, Actor
from app.audit.record import record
from app.auth.api_key import ApiKey, IssuedKey, KeyRequest, key_hash, new_key
from app.auth.caller import Scope
from app.auth.site_repository import ensure_site
from app.core.ids import new_id
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.notifications import Notice
from app.database.tables.auth import api_keys as table
from app.database.tables.auth import sites

_COLUMNS = [column for column in table.c if column is not table.c.hash]
_FIND = select(*_COLUMNS).where(table.c.hash == bindparam("b_hash"))
_LOCK_SITE = select(sites.c.name).where(sites.c.name == bindparam("b_name")).with_for_update()
_RECORD_USE = (
    update(table)
    .where(
        table.c.id == bindparam("b_id"),
        # Another process may have recorded a later use.
        or_(table.c.last_used_at.is_(None), table.c.last_used_at < bindparam("b_at")),
    )
    .values(last_used_at=bindparam("b_at"))
)


class KeyStore:
    """The keys that were ever created. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def create(self, wanted: KeyRequest, by: Actor = SERVICE) -> IssuedKey:
        """Create a key, and its site if that is new."""
        lifetime = None if wanted.expires_days is None else timedelta(days=wanted.expires_days)
        async with self._database.write() as transaction:
            await ensure_site(transaction, wanted.site)
            key = await _insert(
                transaction, wanted.site, wanted.name, wanted.scopes, wanted.course, lifetime
            )
            await record(
                transaction, "key_created", key.id, by, site=key.site, scopes=list(key.scopes)
            )
        return key

    @uninterrupted
    async def ensure(
        self, key_id: str, site: str, name: str, scopes: Sequence[Scope], by: Actor
    ) -> ApiKey:
        """Return the key of that id. If there is none, create one that nobody has been given.

        Sessions of whoever signs in by other means belong to it, so that it tells who they are, and
        they end when it is revoked.
        """
        async with self._database.write() as transaction:
            await ensure_site(transaction, site)
            # Another process may create it at this moment: it waits here.
            await transaction.execute(_LOCK_SITE, {"b_name": site})
            key = await _get(transaction, key_id)
            if key is None:
                key = await _insert(transaction, site, name, scopes, None, None, key_id)
                await record(
                    transaction, "key_created", key.id, by, site=site, scopes=list(key.scopes)
                )
        return key

    async def has_keys(self) -> bool:
        """Whether a key was ever created."""
        async with self._database.read() as connection:
            return (await connection.execute(select(table.c.id).limit(1))).first() is not None

    async def all(self) -> list[ApiKey]:
        """Return every key, oldest first."""
        query = select(*_COLUMNS).order_by(table.c.created_at, table.c.id)
        async with self._database.read() as connection:
            return [_key_of(row) for row in (await connection.execute(query)).all()]

    async def find(self, hashed: str) -> ApiKey | None:
        """Return the key with that hash, valid or not; None if there is none."""
        async with self._database.read() as connection:
            row = (await connection.execute(_FIND, {"b_hash": hashed})).one_or_none()
        return None if row is None else _key_of(row)

    @uninterrupted
    async def rotate(
        self, key_id: str, overlap: timedelta, by: Actor = SERVICE
    ) -> IssuedKey | None:
        """Replace a key by a new one; the old one stays valid for `overlap`.

        Returns:
            The new key, with the same site, name, scopes, course and lifetime; None if no valid key
            has this id.
        """
        now = datetime.now(UTC)
        async with self._database.write() as transaction:
            old = await _get(transaction, key_id, for_update=True)
            if old is None or not old.is_valid(now):
                return None
            lifetime = None
            if old.expires_at is not None:
                lifetime = old.expires_at - old.created_at
            ends = now + overlap if old.expires_at is None else min(old.expires_at, now + overlap)
            await transaction.execute(
                update(table).where(table.c.id == key_id).values(expires_at=ends)
            )
            new = await _insert(transaction, old.site, old.name, old.scopes, old.course, lifetime)
            await record(transaction, "key_rotated", old.id, by, site=old.site, new=new.id)
        return new

    @uninterrupted
    async def revoke(self, key_id: str, by: Actor = SERVICE) -> ApiKey | None:
        """End a key. Return its new state, or None if no such id exists."""
        revoke = update(table).where(table.c.id == key_id, table.c.revoked_at.is_(None))
        async with self._database.write() as transaction:
            if (await transaction.execute(revoke.values(revoked_at=datetime.now(UTC)))).rowcount:
                transaction.announce(Notice("keys"))
                await record(transaction, "key_revoked", key_id, by)
            return await _get(transaction, key_id)

    @uninterrupted
    async def record_uses(self, uses: Mapping[str, datetime]) -> None:
        """Record when keys, given by id, were last used."""
        async with self._database.write() as transaction:
            for key_id, at in uses.items():
                await transaction.execute(_RECORD_USE, {"b_id": key_id, "b_at": at})


async def _get(
    transaction: WriteTransaction, key_id: str, *, for_update: bool = False
) -> ApiKey | None:
    query = select(*_COLUMNS).where(table.c.id == key_id)
    if for_update:
        query = query.with_for_update()
    row = (await transaction.execute(query)).one_or_none()
    return None if row is None else _key_of(row)


async def _insert(
    transaction: WriteTransaction,
    site: str,
    name: str,
    scopes: Sequence[Scope],
    course: str | None,
    lifetime: timedelta | None,
    key_id: str | None = None,
) -> IssuedKey:
    key = new_key()
    now = datetime.now(UTC)
    issued = IssuedKey(
        id=key_id or new_id(),
        site=site,
        name=name,
        scopes=tuple(sorted(set(scopes))),
        course=course,
        created_at=now,
        expires_at=None if lifetime is None else now + lifetime,
        revoked_at=None,
        key=key,
    )
    row = issued.model_dump(exclude={"key"})
    stored = {"hash": key_hash(key), "scopes": " ".join(issued.scopes)}
    await transaction.execute(insert(table), row | stored)
    transaction.announce(Notice("keys"))
    return issued


def _key_of(row: Row[*tuple[Any, ...]]) -> ApiKey:
    return ApiKey.model_validate(row._asdict() | {"scopes": tuple(row.scopes.split())})
