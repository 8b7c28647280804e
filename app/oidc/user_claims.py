"""Who a user is, by what the provider says of them."""

import hashlib
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.core.texts import Name
from app.oidc.errors import NobodyError, UnverifiedEmailError
from app.settings import OidcSettings

_SHOWN_OF_NAME = 80
_name = TypeAdapter(Name)


@dataclass(frozen=True, slots=True)
class User:
    """A user of the provider. `subject` never changes; `name` is what the operator wants to see."""

    subject: str
    name: str
    is_instructor: bool


def user_of(claims: dict[str, Any], settings: OidcSettings) -> User:
    """Return the user whom an ID token is about.

    Raises:
        NobodyError: a claim that names them is missing, or is no name.
        UnverifiedEmailError: they are named by an address that may be another's.
    """
    if settings.user_claim == "email" and claims.get("email_verified") is not True:
        raise UnverifiedEmailError
    return User(
        _named(claims, "sub"),
        _named(claims, settings.user_claim),
        settings.instructor_value is not None
        and _has(claims.get(settings.instructor_claim), settings.instructor_value),
    )


def key_id_of(user: User, settings: OidcSettings) -> str:
    """The id of an instructor's key: the same whenever they sign in."""
    whose = "\0".join((settings.issuer, settings.site, user.subject))
    return hashlib.sha256(whose.encode()).hexdigest()[:32]


def key_name_of(user: User) -> str:
    """The name of an instructor's key, as administrators see it in lists."""
    shown = "".join(each if each.isprintable() else "?" for each in user.name)
    return f"{shown[:_SHOWN_OF_NAME]} (OpenID Connect)"


def _named(claims: dict[str, Any], claim: str) -> str:
    try:
        return _name.validate_python(claims.get(claim), strict=True)
    except ValidationError:
        raise NobodyError(claim) from None


def _has(value: Any, wanted: str) -> bool:
    """Whether a claim has the wanted value, or a list with it; a truth value is `true`."""
    values = value if isinstance(value, list) else [value]
    return any(each == wanted or (each is True and wanted == "true") for each in values)
