"""The registered platforms, the judge's keys, and the launches that were used."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from app.auth.site_repository import ensure_site
from app.core.errors import StoreError
from app.core.ids import new_id
from app.database.database import Database, uninterrupted
from app.database.tables.lti import lti_grades, lti_keys, lti_nonces
from app.database.tables.lti import lti_platforms as table
from app.lti.schemas import GradeCounts, Platform, PlatformRequest

# Platforms keep the public keys that they have read for a while.
_KEYS_KEPT = 2
# SQL that both databases accept; SQLAlchemy offers this only per dialect.
_USE_NONCE = text(
    "INSERT INTO lti_nonces (nonce, expires_at) VALUES (:nonce, :expires_at) ON CONFLICT DO NOTHING"
).bindparams(bindparam("expires_at", type_=lti_nonces.c.expires_at.type))


class PlatformExistsError(Exception):
    """The site has a platform, or the platform is registered already."""


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A key of the judge's; `private_key` is a JWK, and its `kid` is the id."""

    id: str
    private_key: str = field(repr=False)


class PlatformStore:
    """The platforms. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def add(self, wanted: PlatformRequest, key: StoredKey) -> Platform:
        """Register a platform, and its site if that is new; `key` is kept if there is none.

        Raises:
            PlatformExistsError: the site has one, or it is registered already.
        """
        added = Platform(id=new_id(), created_at=datetime.now(UTC), **dict(wanted))
        row = added.model_dump() | {"deployments": json.dumps(added.deployments)}
        try:
            async with self._database.write() as transaction:
                await ensure_site(transaction, wanted.site)
                await transaction.execute(insert(table), row)
                if (await transaction.execute(select(lti_keys.c.id).limit(1))).first() is None:
                    await transaction.execute(insert(lti_keys), _key_row(key))
        except StoreError as error:
            if isinstance(error.__cause__, IntegrityError):
                raise PlatformExistsError from None
            raise
        return added

    @uninterrupted
    async def remove(self, platform_id: str) -> bool:
        """Remove a platform with its grades; return whether there was one."""
        async with self._database.write() as transaction:
            gone = await transaction.execute(delete(table).where(table.c.id == platform_id))
        return gone.rowcount > 0

    @uninterrupted
    async def add_deployment(self, platform_id: str, deployment: str) -> Platform | None:
        """Add a deployment to a platform, if it lacks it; None if there is no such platform."""
        query = select(table).where(table.c.id == platform_id).with_for_update()
        async with self._database.write() as transaction:
            row = (await transaction.execute(query)).one_or_none()
            if row is None:
                return None
            platform = _platform(row)
            every = dict.fromkeys((*platform.deployments, deployment))
            changed = platform.model_copy(update={"deployments": tuple(every)})
            await transaction.execute(
                update(table)
                .where(table.c.id == platform_id)
                .values(deployments=json.dumps(changed.deployments))
            )
        return changed

    async def all(self) -> list[Platform]:
        """Return every platform, oldest first."""
        query = select(table).order_by(table.c.created_at, table.c.id)
        async with self._database.read() as connection:
            return [_platform(row) for row in (await connection.execute(query)).all()]

    async def get(self, platform_id: str) -> Platform | None:
        """Return the platform of that id; None if there is none."""
        async with self._database.read() as connection:
            row = (
                await connection.execute(select(table).where(table.c.id == platform_id))
            ).one_or_none()
        return None if row is None else _platform(row)

    async def of_issuer(self, issuer: str) -> list[Platform]:
        """Return the registrations of a platform."""
        async with self._database.read() as connection:
            rows = (await connection.execute(select(table).where(table.c.issuer == issuer))).all()
        return [_platform(row) for row in rows]

    async def grade_counts(self) -> dict[str, GradeCounts]:
        """How the grades of each platform stand, by the platform's id."""
        counts: dict[str, dict[str, Any]] = {}
        by_status = select(
            lti_grades.c.platform_id, lti_grades.c.status, func.count().label("count")
        ).group_by(lti_grades.c.platform_id, lti_grades.c.status)
        errors = (
            select(lti_grades.c.platform_id, lti_grades.c.last_error)
            .where(lti_grades.c.last_error.is_not(None))
            .order_by(lti_grades.c.due_at)
        )
        async with self._database.read() as connection:
            for row in (await connection.execute(by_status)).all():
                counts.setdefault(row.platform_id, {})[row.status] = row.count
            for row in (await connection.execute(errors)).all():
                counts[row.platform_id]["last_error"] = row.last_error
        return {platform: GradeCounts(**found) for platform, found in counts.items()}

    async def keys(self) -> Sequence[StoredKey]:
        """Return the judge's keys, the newest first."""
        query = select(lti_keys).order_by(lti_keys.c.created_at.desc(), lti_keys.c.id)
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [StoredKey(row.id, row.private_key) for row in rows]

    @uninterrupted
    async def rotate_key(self, key: StoredKey) -> None:
        """Sign with `key` from now on. Only the key before it stays published."""
        newest = (
            select(lti_keys.c.id)
            .order_by(lti_keys.c.created_at.desc(), lti_keys.c.id)
            .limit(_KEYS_KEPT)
        )
        async with self._database.write() as transaction:
            await transaction.execute(insert(lti_keys), _key_row(key))
            kept = (await transaction.execute(newest)).scalars().all()
            await transaction.execute(delete(lti_keys).where(lti_keys.c.id.not_in(kept)))

    @uninterrupted
    async def use_nonce(self, nonce: str, lifetime_s: int) -> bool:
        """Use up a launch's nonce; return False if it was used before.

        Args:
            nonce: which.
            lifetime_s: how long the launch could be repeated.
        """
        now = datetime.now(UTC)
        use = {"nonce": nonce, "expires_at": now + timedelta(seconds=lifetime_s)}
        async with self._database.write() as transaction:
            await transaction.execute(delete(lti_nonces).where(lti_nonces.c.expires_at <= now))
            return (await transaction.execute(_USE_NONCE, use)).rowcount > 0


def _key_row(key: StoredKey) -> dict[str, Any]:
    return {"id": key.id, "private_key": key.private_key, "created_at": datetime.now(UTC)}


def _platform(row: Row[*tuple[Any, ...]]) -> Platform:
    return Platform(**row._asdict() | {"deployments": tuple(json.loads(row.deployments))})
