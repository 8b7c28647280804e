"""Sealing: claims that travel through a browser and come back unchanged, or not at all."""

import hashlib
import time
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey
from joserfc.jwt import JWTClaimsRegistry

_ALGORITHM = "HS256"


def seal(secret: str, purpose: str, claims: dict[str, Any], lifetime_s: int) -> str:
    """Return claims as a text that `unseal` reads, and only who has the secret can make.

    Whoever has the text can read the claims.
    """
    timed_claims = timed({**claims, "aud": purpose}, lifetime_s)
    return jwt.encode({"alg": _ALGORITHM}, timed_claims, _key(secret))


def unseal(secret: str, purpose: str, text: str) -> dict[str, Any] | None:
    """Return the claims that were sealed for this purpose; None if they weren't, or expired."""
    expected = JWTClaimsRegistry(aud={"essential": True, "value": purpose}, exp={"essential": True})
    try:
        token = jwt.decode(text, _key(secret), algorithms=[_ALGORITHM])
        expected.validate(token.claims)
    except (JoseError, ValueError):
        return None
    return token.claims


def timed(claims: dict[str, Any], lifetime_s: int) -> dict[str, Any]:
    """Return the claims with the time that they are made at, and the one that they expire at."""
    now = int(time.time())
    return {**claims, "iat": now, "exp": now + lifetime_s}


def _key(secret: str) -> OctKey:
    # Derived, so that nothing else has to be stored, and nothing that is sealed is a signature.
    return OctKey.import_key(hashlib.sha256(b"nnx-judge seals with\0" + secret.encode()).digest())
