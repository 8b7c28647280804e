"""Checking a message's signature by its provider's public keys.

They are read when they are needed, and kept for a while.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any

from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet
from joserfc.jws import JWSRegistry
from pydantic import JsonValue, TypeAdapter, ValidationError

from app.core.outbound_http import AnswerError, OutboundHttp
from app.jose.errors import IdTokenError
from app.jose.kept import Kept

_KEPT_S = 3600.0
# A message with an unknown key has them read again, which anybody may send.
_AGAIN_AFTER_S = 30.0
_MAX_KEYS = 32
_KEY_TYPES = {"RS256": "RSA", "PS256": "RSA", "ES256": "EC"}
_document = TypeAdapter(dict[str, JsonValue])


class SignatureChecker:
    """Checks what providers have signed."""

    def __init__(
        self,
        http: OutboundHttp,
        algorithms: Sequence[str],
        again_after_s: float = _AGAIN_AFTER_S,
    ) -> None:
        """Create the checker.

        Args:
            http: sends requests.
            algorithms: those that messages may be signed by; they can't choose another.
            again_after_s: how old keys have to be to be read again for an unknown one.
        """
        self._http = http
        self._signatures = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        self._key_types = {_KEY_TYPES[each] for each in algorithms}
        self._again_after_s = again_after_s
        self._kept: dict[str, Kept[KeySet]] = {}

    async def claims(self, url: str, message: str) -> dict[str, Any]:
        """Return the claims of a message that is signed by one of the keys at `url`.

        Raises:
            IdTokenError: it is not (`signature`), or the keys can't be read (`keys`).
        """
        try:
            return self._claims(message, await self._keys(url, _KEPT_S))
        except InvalidKeyIdError:
            # The provider may have a new key.
            keys = await self._keys(url, self._again_after_s)
        try:
            return self._claims(message, keys)
        except InvalidKeyIdError:
            raise IdTokenError("signature") from None

    async def _keys(self, url: str, max_age_s: float) -> KeySet:
        kept = self._kept.setdefault(url, Kept(partial(self._read, url)))
        try:
            return await kept.get(max_age_s)
        except AnswerError as error:
            raise IdTokenError("keys", str(error)) from None

    async def _read(self, url: str) -> KeySet:
        answer = await self._http.request("GET", url)
        if answer.status != 200:
            raise AnswerError(f"{url} answered {answer.status}")
        try:
            found = _document.validate_json(answer.body).get("keys")
        except ValidationError:
            found = None
        if not isinstance(found, list):
            raise AnswerError(f"{url} has no set of keys")
        return KeySet([key for each in found[:_MAX_KEYS] for key in self._usable(each)])

    def _usable(self, key: JsonValue) -> list[Key]:
        """The key, if messages may be signed with it: providers publish others too."""
        if (
            not isinstance(key, dict)
            or key.get("kty") not in self._key_types
            or key.get("use") == "enc"
        ):
            return []
        try:
            return [JWKRegistry.import_key(key)]  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError):
            return []

    def _claims(self, message: str, keys: KeySet) -> dict[str, Any]:
        try:
            token = jwt.decode(message, keys, registry=self._signatures)
        except InvalidKeyIdError:
            raise
        except (JoseError, ValueError, RecursionError):
            raise IdTokenError("signature") from None
        if not isinstance(token.claims, dict):
            raise IdTokenError("signature")
        return token.claims
