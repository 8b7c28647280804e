"""API keys: create, list, rotate and revoke."""

from datetime import timedelta

from app.auth.api_key import ApiKey, IssuedKey, KeyRequest
from app.auth.caller import Caller
from app.auth.errors import NoValidKeyError, UnknownKeyError
from app.auth.key_repository import KeyStore
from app.database.database import Database


class KeyService:
    """The keys of all sites. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._store = KeyStore(database)

    async def create(self, caller: Caller, wanted: KeyRequest) -> IssuedKey:
        """Create a key. A site's first key also creates the site."""
        return await self._store.create(wanted, caller.actor)

    async def all(self) -> list[ApiKey]:
        """Return every key that was ever created, oldest first."""
        return await self._store.all()

    async def rotate(self, caller: Caller, key_id: str, overlap: timedelta) -> IssuedKey:
        """Replace a key by a new one; the old one ends after `overlap`.

        Raises:
            UnknownKeyError: no valid key has this id.
        """
        issued = await self._store.rotate(key_id, overlap, caller.actor)
        if issued is None:
            raise NoValidKeyError
        return issued

    async def revoke(self, caller: Caller, key_id: str) -> ApiKey:
        """End a key at once; a key that has ended stays unchanged.

        Raises:
            UnknownKeyError: no key has this id.
        """
        revoked = await self._store.revoke(key_id, caller.actor)
        if revoked is None:
            raise UnknownKeyError
        return revoked
