"""Learner tokens: a site uses them to say who its learner is, without asking the judge.

A token is `njt_`, a JSON object as unpadded base64url, a dot, and the HMAC-SHA256 of everything
before the dot under the site's secret, as unpadded base64url too. The object has `site`, `learner`
and `exp`, the expiry time in seconds since 1970 (as in a JWT, RFC 7519), and nothing else. There is
one algorithm, so the sender of a token can't choose one.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.texts import Name

PREFIX = "njt_"
# Far more than the longest names need.
_MAX_LENGTH = 4096


class LearnerClaim(BaseModel):
    """What a token states: until `exp`, the bearer is this learner of this site."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    site: str
    learner: Name
    # Python's last year is 9999.
    exp: int = Field(ge=0, le=253_402_300_799)

    @property
    def expires_at(self) -> datetime:
        """When the claim expires."""
        return datetime.fromtimestamp(self.exp, UTC)


def sign(claim: LearnerClaim, secret: str) -> str:
    """Return the token for `claim`, signed with the site's secret (`whsec_...`)."""
    signed = PREFIX + _encoded(claim.model_dump_json().encode())
    return f"{signed}.{_encoded(_signature(signed, secret))}"


def read_unverified(token: str) -> LearnerClaim | None:
    """Return a token's claim without checking the signature; None if it is malformed."""
    signed, dot, _ = token.partition(".")
    if not dot or not signed.startswith(PREFIX) or len(token) > _MAX_LENGTH:
        return None
    try:
        return LearnerClaim.model_validate_json(_decoded(signed.removeprefix(PREFIX)))
    except (ValueError, ValidationError):
        return None


def is_signed(token: str, secret: str) -> bool:
    """Whether the token was signed with the site's secret."""
    signed, _, signature = token.partition(".")
    try:
        return hmac.compare_digest(_decoded(signature), _signature(signed, secret))
    except ValueError:
        return False


def _signature(signed: str, secret: str) -> bytes:
    # The secret also signs webhooks: their signed text begins with the webhook's id.
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return hmac.digest(key, signed.encode(), hashlib.sha256)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
