"""Platforms, the forms that browsers bring from them, and what a launch leads to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.auth.api_key import SiteName
from app.core.texts import Name
from app.core.urls import SafeUrl

_Text = Annotated[str, Field(min_length=1, max_length=2048)]


class PlatformRequest(BaseModel):
    """A platform, as it is registered."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    site: SiteName = Field(description="The site whose learners are the platform's users.")
    issuer: _Text = Field(description="What the platform calls itself.")
    client_id: _Text = Field(description="What the platform calls the judge.")
    deployments: tuple[_Text, ...] = Field(
        min_length=1, description="The ids of the places where the platform uses the judge."
    )
    login_url: SafeUrl = Field(description="Where the platform signs its users in.")
    token_url: SafeUrl = Field(description="Where the platform gives access tokens.")
    jwks_url: SafeUrl = Field(description="Where the platform's public keys are.")


class Platform(PlatformRequest):
    """A registered platform."""

    id: str
    created_at: datetime


class GradeCounts(BaseModel):
    """How many grades of a platform there are in each state, and why the last one failed."""

    pending: int = 0
    delivered: int = 0
    failed: int = 0
    last_error: str | None = None


class LoginForm(BaseModel):
    """With what a platform begins a launch (OpenID Connect's third-party initiated login)."""

    iss: _Text
    login_hint: _Text
    target_link_uri: _Text
    client_id: _Text | None = None
    lti_message_hint: Annotated[str, Field(max_length=8192)] | None = None


class LaunchForm(BaseModel):
    """What the platform has the browser post: who the user is, and what they opened."""

    id_token: Annotated[str, Field(min_length=1)]
    state: Annotated[str, Field(min_length=1, max_length=4096)]


class ChoiceForm(BaseModel):
    """The problem that an instructor chose, and the launch in which they were asked to."""

    choice: Annotated[str, Field(min_length=1, max_length=8192)]
    problem: Name


@dataclass(frozen=True, slots=True)
class LaunchCookie:
    """What shows that the browser that ends a launch has begun it."""

    name: str
    value: str
    lifetime_s: int


@dataclass(frozen=True, slots=True)
class BegunLaunch:
    """Where to send the browser, and the cookie that it has to keep."""

    url: str
    cookie: LaunchCookie


@dataclass(frozen=True, slots=True)
class OpenedProblem:
    """A launch that opens a problem, for the learner whom the token names."""

    problem: str
    token: str
    # What the platform says of where the page is shown, if it says so.
    document_target: str | None


@dataclass(frozen=True, slots=True)
class AskedToChoose:
    """A launch in which an instructor chooses a problem. `choice` comes back with the problem."""

    choice: str


@dataclass(frozen=True, slots=True)
class DeepLink:
    """What the browser posts to the platform, once a problem is chosen."""

    url: str
    message: str
