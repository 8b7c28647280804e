"""API keys: their text, and what is kept of one.

A key is `njk_`, 256 random bits and a checksum, in letters and digits. The prefix and the checksum
are GitHub's idea: a scanner finds a leaked key by its form, and a mistyped one is refused without a
look at the store.
"""

import hashlib
import re
import secrets
import string
import zlib
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.auth.caller import Scope

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
# The least that hold 256 and 32 bits in base 62.
_RANDOM_LENGTH = 43
_CHECKSUM_LENGTH = 6
_FORM = re.compile(rf"njk_([0-9A-Za-z]{{{_RANDOM_LENGTH}}})([0-9A-Za-z]{{{_CHECKSUM_LENGTH}}})")


SiteName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]


class ApiKey(BaseModel):
    """What is known of a key; not the key."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    site: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    last_used_at: datetime | None = Field(default=None, description="Up to a minute late.")
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, at: datetime) -> bool:
        """Whether it opens anything at that moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


class IssuedKey(ApiKey):
    """A key that was just made."""

    key: str = Field(repr=False, description="The key itself, which is shown this once.")


def _integer(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


# JSON has one kind of number: 30.0 is an integer as well.
_Days = Annotated[int, Field(ge=1, le=3650), BeforeValidator(_integer)]


class KeyRequest(BaseModel):
    """A key to be made."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"site": "practice", "name": "backend", "scopes": ["submit", "read"]}]
        },
    )

    site: SiteName = Field(
        description="Whose key it is; it sees the submissions of this site's keys only, unless it "
        "has the scope `admin`.",
    )
    name: str = Field(
        default="",
        pattern=r"^[^\x00-\x1f\x7f]*$",
        max_length=100,
        description="What it is for, to tell keys apart.",
    )
    scopes: list[Scope] = Field(
        min_length=1, description="What it may do; `admin` includes the other scopes."
    )
    expires_days: _Days | None = Field(
        default=None, description="In how many days it ends by itself."
    )


class Rotation(BaseModel):
    """How a key gives place to another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    overlap_hours: int = Field(
        default=24, ge=0, le=30 * 24, description="For how long the old key still holds."
    )


def new_key() -> str:
    """A key that nobody has or can guess."""
    random = _base62(secrets.randbits(256), _RANDOM_LENGTH)
    return f"njk_{random}{_checksum(random)}"


def key_hash(key: str) -> str | None:
    """What is stored of a key, 64 hexadecimal digits; None for a text that can be no key.

    A plain SHA-256 suffices: salt and slowness protect what people choose, and of 2**256 random
    keys none is found by trying. For the same reason it may be looked up by an index, whose time
    tells of the hash at most, and who knows a hash has no key.
    """
    form = _FORM.fullmatch(key)
    if form is None or form[2] != _checksum(form[1]):
        return None
    return hashlib.sha256(key.encode()).hexdigest()


def _checksum(random: str) -> str:
    return _base62(zlib.crc32(random.encode()), _CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits = ""
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        digits = _DIGITS[digit] + digits
    return digits
