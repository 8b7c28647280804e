"""The judge's own keys: what it signs as an LTI tool, and what only it has to read again."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from joserfc import jwt
from joserfc.jwk import KeySetSerialization, RSAKey

from app.jose.seal import seal, timed, unseal
from app.lti.errors import UnknownPlatformError
from app.lti.platform_repository import PlatformStore, StoredKey

_KEY_BITS = 2048
_PUBLISHED = ("kty", "n", "e", "kid", "alg", "use")


def new_private_key() -> StoredKey:
    """Make a key to sign with, which takes a tenth of a second."""
    key = RSAKey.generate_key(_KEY_BITS, {"alg": "RS256", "use": "sig"}, auto_kid=True)
    document = key.as_dict(private=True)
    return StoredKey(str(document["kid"]), json.dumps(document))


class ToolKeys:
    """Signs and seals. The newest key signs; what an older one has sealed is still read.

    Every method raises `StoreError` if the database fails.
    """

    def __init__(self, store: PlatformStore) -> None:
        self._store = store
        self._loaded: tuple[str, RSAKey] | None = None

    async def public(self) -> KeySetSerialization:
        """The public halves, for platforms. There are none before a platform is added."""
        keys = [json.loads(key.private_key) for key in await self._store.keys()]
        return {"keys": [{name: key[name] for name in _PUBLISHED} for key in keys]}

    async def signed(self, claims: dict[str, Any], lifetime_s: int) -> str:
        """Sign claims for a platform.

        Raises:
            UnknownPlatformError: there are no keys, because there is no platform.
        """
        newest = (await self._keys())[0]
        if self._loaded is None or self._loaded[0] != newest.id:
            # Loading checks that the primes are prime: some 50 ms.
            key = await asyncio.to_thread(RSAKey.import_key, json.loads(newest.private_key))
            self._loaded = (newest.id, key)
        header = {"alg": "RS256", "kid": newest.id}
        return jwt.encode(header, timed(claims, lifetime_s), self._loaded[1])

    async def sealed(self, purpose: str, claims: dict[str, Any], lifetime_s: int) -> str:
        """Return claims as a text that `unsealed` reads, and nobody else can make.

        Raises:
            UnknownPlatformError: there are no keys, because there is no platform.
        """
        newest = (await self._keys())[0]
        return seal(newest.private_key, purpose, claims, lifetime_s)

    async def unsealed(self, purpose: str, text: str) -> dict[str, Any] | None:
        """Return the claims that were sealed for this purpose; None if they weren't, or expired."""
        for key in await self._store.keys():
            claims = unseal(key.private_key, purpose, text)
            if claims is not None:
                return claims
        return None

    async def _keys(self) -> Sequence[StoredKey]:
        keys = await self._store.keys()
        if not keys:
            raise UnknownPlatformError
        return keys
