"""Checking an ID token: that it is from the provider, for this client, and of this sign-in.

Its signature is checked before: see `app.jose.signature`.
"""

from dataclasses import dataclass
from typing import Any

from joserfc.errors import ExpiredTokenError, InvalidClaimError, JoseError
from joserfc.jwt import JWTClaimsRegistry

from app.jose.errors import IdTokenError

# How much the clocks of provider and judge may differ.
_LEEWAY_S = 60


@dataclass(frozen=True, slots=True)
class Expected:
    """What an ID token has to say: who issued it, for which client, in which sign-in."""

    issuer: str
    client_id: str
    nonce: str


def check_id_token(claims: dict[str, Any], expected: Expected) -> None:
    """Check the claims of a token whose signature holds (OpenID Connect Core 1.0, 3.1.3.7).

    Raises:
        IdTokenError: they are not as expected.
    """
    registry = JWTClaimsRegistry(
        leeway=_LEEWAY_S,
        iss={"essential": True, "value": expected.issuer},
        aud={"essential": True, "value": expected.client_id},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True},
    )
    audiences = _audiences(claims)
    try:
        registry.validate(claims)
    except ExpiredTokenError:
        raise IdTokenError("expired") from None
    except InvalidClaimError:
        if claims.get("iss") != expected.issuer:
            raise IdTokenError("issuer") from None
        if expected.client_id not in audiences:
            raise IdTokenError("audience") from None
        raise IdTokenError("content", "a time or a name in the message is wrong") from None
    except JoseError as error:
        raise IdTokenError("content", str(error)) from None
    # A token for several clients names the one that asked for it.
    if claims.get("azp", expected.client_id) != expected.client_id or (
        len(audiences) > 1 and "azp" not in claims
    ):
        raise IdTokenError("audience")
    if claims["nonce"] != expected.nonce:
        raise IdTokenError("nonce")


def _audiences(claims: dict[str, Any]) -> list[Any]:
    audience = claims.get("aud")
    return audience if isinstance(audience, list) else [audience]
