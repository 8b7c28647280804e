"""The public keys of platforms: read when they are needed, and kept for a while."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet, RSAKey
from joserfc.jws import JWSRegistry
from pydantic import JsonValue, TypeAdapter, ValidationError

from app.lti.errors import BadSignatureError, UnreachablePlatformError
from app.lti.platform_http import PlatformAnswerError, PlatformHttp
from app.lti.schemas import Platform

_KEPT_S = 3600.0
# A message with an unknown key has them read again, which anybody may send.
_AGAIN_AFTER_S = 30.0
_MAX_KEYS = 32
# The one that LTI 1.3 asks for. The message can't choose one.
_SIGNATURES = JWSRegistry(algorithms=["RS256"], strict_check_header=False)
_document = TypeAdapter(dict[str, JsonValue])


@dataclass(slots=True)
class _Kept:
    keys: KeySet = field(default_factory=lambda: KeySet([]))
    # When they were read, by the monotonic clock; never, at first.
    read_at: float = float("-inf")
    # When they could not be read for the last time.
    failed_at: float = float("-inf")
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)


class PlatformKeys:
    """Checks what platforms have signed."""

    def __init__(self, http: PlatformHttp, again_after_s: float = _AGAIN_AFTER_S) -> None:
        self._http = http
        self._again_after_s = again_after_s
        self._kept: dict[str, _Kept] = {}

    async def claims(self, platform: Platform, message: str) -> dict[str, Any]:
        """Return the claims of a message that the platform has signed.

        Raises:
            BadSignatureError: it did not sign it.
            UnreachablePlatformError: its keys can't be read.
        """
        try:
            return _claims(message, await self._keys(platform, _KEPT_S))
        except InvalidKeyIdError:
            # The platform may have a new key.
            keys = await self._keys(platform, self._again_after_s)
        try:
            return _claims(message, keys)
        except InvalidKeyIdError:
            raise BadSignatureError from None

    async def _keys(self, platform: Platform, kept_s: float) -> KeySet:
        """The platform's keys, read no longer ago than `kept_s`."""
        kept = self._kept.setdefault(platform.jwks_url, _Kept())
        asked_at = time.monotonic()
        async with kept.reading:
            if kept.failed_at >= asked_at:
                # Failed meanwhile for another: whoever waits is not to wait for a try of their own.
                raise UnreachablePlatformError
            if time.monotonic() - kept.read_at >= kept_s:
                try:
                    kept.keys = await self._read(platform.jwks_url)
                except UnreachablePlatformError:
                    kept.failed_at = time.monotonic()
                    raise
                kept.read_at = time.monotonic()
        return kept.keys

    async def _read(self, url: str) -> KeySet:
        try:
            answer = await self._http.request("GET", url)
        except PlatformAnswerError:
            raise UnreachablePlatformError from None
        if answer.status != 200:
            raise UnreachablePlatformError
        try:
            found = _document.validate_json(answer.body).get("keys")
        except ValidationError:
            raise UnreachablePlatformError from None
        if not isinstance(found, list):
            raise UnreachablePlatformError
        return KeySet([key for each in found[:_MAX_KEYS] for key in _usable(each)])


def _usable(key: JsonValue) -> list[Key]:
    """The key, if messages may be signed with it: platforms publish others too."""
    if not isinstance(key, dict) or key.get("kty") != "RSA" or key.get("use") == "enc":
        return []
    try:
        return [RSAKey.import_key(key)]  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError):
        return []


def _claims(message: str, keys: KeySet) -> dict[str, Any]:
    try:
        token = jwt.decode(message, keys, registry=_SIGNATURES)
    except InvalidKeyIdError:
        raise
    except (JoseError, ValueError, RecursionError):
        raise BadSignatureError from None
    if not isinstance(token.claims, dict):
        raise BadSignatureError
    return token.claims
