"""The judge's own keys: what it signs as an LTI tool, and what only it has to read again."""

import asyncio
import hashlib
import json
import time
from collections.abc import Sequence
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySetSerialization, OctKey, RSAKey
from joserfc.jwt import JWTClaimsRegistry

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
        return jwt.encode(header, _timed(claims, lifetime_s), self._loaded[1])

    async def sealed(self, purpose: str, claims: dict[str, Any], lifetime_s: int) -> str:
        """Return claims as a text that `unsealed` reads, and nobody else can make.

        Raises:
            UnknownPlatformError: there are no keys, because there is no platform.
        """
        newest = (await self._keys())[0]
        claims = _timed({**claims, "aud": purpose}, lifetime_s)
        return jwt.encode({"alg": "HS256"}, claims, _sealing_key(newest))

    async def unsealed(self, purpose: str, text: str) -> dict[str, Any] | None:
        """Return the claims that were sealed for this purpose; None if they weren't, or expired."""
        expected = JWTClaimsRegistry(
            aud={"essential": True, "value": purpose}, exp={"essential": True}
        )
        for key in await self._store.keys():
            try:
                token = jwt.decode(text, _sealing_key(key), algorithms=["HS256"])
                expected.validate(token.claims)
            except (JoseError, ValueError):
                continue
            return token.claims
        return None

    async def _keys(self) -> Sequence[StoredKey]:
        keys = await self._store.keys()
        if not keys:
            raise UnknownPlatformError
        return keys


def _sealing_key(key: StoredKey) -> OctKey:
    # Derived, so that nothing else has to be stored, and nothing that is sealed is a signature.
    secret = hashlib.sha256(b"nnx-judge seals with\0" + key.private_key.encode()).digest()
    return OctKey.import_key(secret)


def _timed(claims: dict[str, Any], lifetime_s: int) -> dict[str, Any]:
    now = int(time.time())
    return {**claims, "iat": now, "exp": now + lifetime_s}
