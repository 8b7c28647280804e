"""API keys: their format, and what is stored of each.

A key is `njk_`, 256 random bits and a checksum, in letters and digits. The prefix and the checksum
are GitHub's idea: a scanner recognizes a leaked key by its format, and a mistyped key is refused
without a database query.
"""

import hashlib
import re
import secrets
import string
import zlib
from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.auth.caller import Scope
from app.core.field_errors import refusal
from app.core.numbers import WHOLE
from app.core.texts import Name

_DIGITS = string.digits + string.ascii_uppercase + string.ascii_lowercase
# The lengths that 256 and 32 bits need in base 62.
_RANDOM_LENGTH = 43
_CHECKSUM_LENGTH = 6
_FORM = re.compile(rf"njk_([0-9A-Za-z]{{{_RANDOM_LENGTH}}})([0-9A-Za-z]{{{_CHECKSUM_LENGTH}}})")


# With these a key can be bound to a course.
_BINDABLE: frozenset[Scope] = frozenset({"submit", "read", "author"})
SiteName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=64)]


class ApiKey(BaseModel):
    """What is known about a key, without the key itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    site: str
    name: str
    scopes: tuple[Scope, ...]
    course: str | None = Field(
        default=None, description="The course that its scope `author` is bound to."
    )
    created_at: datetime
    last_used_at: datetime | None = Field(default=None, description="Up to a minute late.")
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, at: datetime) -> bool:
        """Whether the key is valid at that moment."""
        return self.revoked_at is None and (self.expires_at is None or at < self.expires_at)


class IssuedKey(ApiKey):
    """A newly created key."""

    key: str = Field(repr=False, description="The key itself, which is shown this once.")


_Days = Annotated[int, Field(ge=1, le=3650), WHOLE]


class KeyRequest(BaseModel):
    """A request to create a key."""

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
    course: Name | None = Field(
        default=None,
        description="The course that its scope `author` is bound to: it then opens this course's "
        "assignments, and reads their problems. Not with `metrics` or `admin`.",
    )
    expires_days: _Days | None = Field(
        default=None, description="In how many days it ends by itself."
    )

    @model_validator(mode="after")
    def _is_bindable(self) -> Self:
        scopes = set(self.scopes)
        if self.course is not None and not {"author"} <= scopes <= _BINDABLE:
            raise refusal("not_bindable")
        return self


class Rotation(BaseModel):
    """How one key replaces another."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    overlap_hours: int = Field(
        default=24, ge=0, le=30 * 24, description="For how long the old key still holds."
    )


def new_key() -> str:
    """Return a new random key."""
    random = _base62(secrets.randbits(256), _RANDOM_LENGTH)
    return f"njk_{random}{_checksum(random)}"


def key_hash(key: str) -> str | None:
    """Return the key's stored hash, 64 hexadecimal digits; None if the text can't be a key.

    A plain SHA-256 suffices: salt and slow hashing protect secrets that people choose, and 2**256
    random keys can't be searched. For the same reason an index may look it up: the lookup's timing
    reveals at most the hash, and a hash does not reveal its key.
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
