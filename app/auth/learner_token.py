"""Learner tokens: by which a site says who its learner is, without asking the judge.

A token is `njt_`, a JSON object as unpadded base64url, a dot, and the HMAC-SHA256 of all before
it under the site's secret, as unpadded base64url too. The object has `site`, `learner` and
`exp`, the end of its validity in seconds since 1970 (as in a JWT, RFC 7519), and nothing else.
One algorithm, so that none can be chosen by whoever brings a token.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, datetime

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.core.texts import Name

PREFIX = "njt_"
# Far more than the longest names take.
_MAX_LENGTH = 4096


class LearnerClaim(BaseModel):
    """What a token says: the bearer is this learner of this site, until then."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    site: str
    learner: Name
    # The year 9999 is the last that Python knows.
    exp: int = Field(ge=0, le=253_402_300_799)

    @property
    def expires_at(self) -> datetime:
        """When it ends."""
        return datetime.fromtimestamp(self.exp, UTC)


def sign(claim: LearnerClaim, secret: str) -> str:
    """The token that says `claim`, under the site's secret of the form `whsec_...`."""
    signed = PREFIX + _encoded(claim.model_dump_json().encode())
    return f"{signed}.{_encoded(_signature(signed, secret))}"


def read_unverified(token: str) -> LearnerClaim | None:
    """What a token says, whoever made it; None where it has not the form of one."""
    signed, dot, _ = token.partition(".")
    if not dot or not signed.startswith(PREFIX) or len(token) > _MAX_LENGTH:
        return None
    try:
        return LearnerClaim.model_validate_json(_decoded(signed.removeprefix(PREFIX)))
    except (ValueError, ValidationError):
        return None


def is_signed(token: str, secret: str) -> bool:
    """Whether the token was made with the site's secret."""
    signed, _, signature = token.partition(".")
    try:
        return hmac.compare_digest(_decoded(signature), _signature(signed, secret))
    except ValueError:
        return False


def _signature(signed: str, secret: str) -> bytes:
    # The secret signs webhooks too: what is signed there begins with the webhook's id.
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return hmac.digest(key, signed.encode(), hashlib.sha256)


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None
