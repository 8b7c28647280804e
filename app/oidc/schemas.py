"""What a sign-in sends through the browser, what comes back, and what it leads to."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

from app.auth.sign_in import SignedIn


class CallbackQuery(BaseModel):
    """What the provider has the browser bring: a code for the user, or why there is none."""

    state: Annotated[str, Field(max_length=256)] | None = None
    code: Annotated[str, Field(max_length=8192)] | None = None
    error: Annotated[str, Field(max_length=256)] | None = None
    # Who answers (RFC 9207), from providers that say it.
    iss: Annotated[str, Field(max_length=2048)] | None = None


@dataclass(frozen=True, slots=True)
class SignInCookie:
    """What shows that the browser that ends a sign-in has begun it, and what it is checked by."""

    name: str
    value: str
    lifetime_s: int


@dataclass(frozen=True, slots=True)
class BegunSignIn:
    """Where to send the browser, and the cookie that it has to keep."""

    url: str
    cookie: SignInCookie


@dataclass(frozen=True, slots=True)
class FinishedSignIn:
    """A new session, the page to go on with, and the cookie that has served its purpose."""

    session: SignedIn
    next_page: str
    cookie_name: str
