"""The sites, and the secrets that authenticate their webhooks."""

import base64
import secrets
from datetime import datetime

from sqlalchemy import bindparam, delete, select, text, update

from app.audit.entry import SERVICE, Actor
from app.audit.record import record
from app.auth.caller import ANYONE
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.tables.auth import sessions
from app.database.tables.auth import sites as table

_SECRET = select(table.c.webhook_secret).where(table.c.name == bindparam("b_name"))
_ROTATE = (
    update(table)
    .where(table.c.name == bindparam("b_name"))
    .values(webhook_secret=bindparam("b_secret"))
)
_END_LEARNERS = delete(sessions).where(
    sessions.c.site == bindparam("b_name"), sessions.c.learner.is_not(None)
)
# SQL that both databases accept; SQLAlchemy offers this only per dialect.
_ENSURE = text(
    "INSERT INTO sites (name, webhook_secret) VALUES (:name, :secret) ON CONFLICT DO NOTHING"
)


class SiteStore:
    """The sites. The site of callers without a key is created on first use.

    Every method raises `StoreError` if the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def webhook_secret(self, name: str) -> str | None:
        """The site's webhook secret, in Standard Webhooks form; None if there is no such site."""
        secret = await self._read(name)
        return await self._made(name) if secret is None and name == ANYONE.site else secret

    async def ensured_secret(self, name: str) -> str:
        """The site's secret, with a new site if there is none."""
        return await self._read(name) or await self._made(name)

    @uninterrupted
    async def secret_for_links(
        self, name: str, links: int, expires_at: datetime, by: Actor
    ) -> str | None:
        """The secret that signs links for learners; the audit log tells of them.

        None if there is no such site.
        """
        async with self._database.write() as transaction:
            if name == ANYONE.site:
                await ensure_site(transaction, name)
            found = await transaction.execute(_SECRET, {"b_name": name})
            secret: str | None = found.scalar_one_or_none()
            if secret is not None:
                ends = expires_at.isoformat()
                await record(
                    transaction, "learner_links_made", name, by, links=links, expires_at=ends
                )
        return secret

    @uninterrupted
    async def rotate_webhook_secret(self, name: str, by: Actor = SERVICE) -> str | None:
        """Replace a site's secret; the new one signs from now on. None if there is no such site."""
        secret = _new_secret()
        async with self._database.write() as transaction:
            changed = await transaction.execute(_ROTATE, {"b_name": name, "b_secret": secret})
            # Its learners signed in with tokens that the old secret signed.
            await transaction.execute(_END_LEARNERS, {"b_name": name})
            if changed.rowcount:
                await record(transaction, "site_secret_rotated", name, by)
        return secret if changed.rowcount else None

    async def _read(self, name: str) -> str | None:
        async with self._database.read() as connection:
            secret: str | None = await connection.scalar(_SECRET, {"b_name": name})
        return secret

    @uninterrupted
    async def _made(self, name: str) -> str:
        async with self._database.write() as transaction:
            await ensure_site(transaction, name)
            secret: str = (await transaction.execute(_SECRET, {"b_name": name})).scalar_one()
        return secret


async def ensure_site(transaction: WriteTransaction, name: str) -> None:
    """Add the site if it is missing."""
    await transaction.execute(_ENSURE, {"name": name, "secret": _new_secret()})


def _new_secret() -> str:
    return f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}"
