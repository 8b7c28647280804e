"""Operator settings, from the environment or in code."""

import re
import sysconfig
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Self

from limits import RateLimitItem, parse_many
from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from app.auth.api_key import SiteName
from app.core.urls import SafeUrl
from graders.core import judge_defaults
from graders.core.near_names import near_names
from graders.core.parallel import usable_cores

_PREFIX = "NNX_JUDGE_"
# Of the client's, which may be set in the same shell.
_NO_SETTINGS = ("URL", "KEY")
_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?", re.ASCII)


def _bundled_problems() -> Path:
    """The problems that ship with the judge: in its checkout, or where its wheel installed them."""
    checkout = Path(__file__).parents[1]
    if (checkout / "pyproject.toml").is_file():
        return checkout / "reference"
    return Path(sysconfig.get_path("data")) / "share" / "nnx-judge" / "problems"


class OidcSettings(BaseModel):
    """Where users sign in; each is read from the environment as `NNX_JUDGE_OIDC_<NAME>`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    issuer: SafeUrl = Field(
        description="The provider's issuer, below which its discovery document is."
    )
    client_id: str = Field(min_length=1, description="What the provider calls the judge.")
    client_secret: SecretStr = Field(
        min_length=1, description="By what the provider recognizes the judge."
    )
    site: SiteName = Field(description="The site whose learners and instructors the users are.")
    name: str = Field(
        default="your account",
        min_length=1,
        max_length=60,
        description='What the page offers: "Sign in with NAME".',
    )
    scopes: str = Field(
        default="openid profile email",
        description="What the provider is asked for; some put groups into a scope of their own.",
    )
    user_claim: str = Field(
        default="sub",
        description="The claim that names a user. It must be one that users can't change, and that "
        "is never given to another.",
    )
    instructor_claim: str = Field(
        default="groups", description="The claim that tells who is an instructor."
    )
    instructor_value: str | None = Field(
        default=None,
        min_length=1,
        description="The value that this claim has, or has in its list, for instructors; without "
        "it nobody is one.",
    )

    @field_validator("scopes")
    @classmethod
    def _asks_who_it_is(cls, value: str) -> str:
        if "openid" not in value.split():
            raise ValueError("must have openid among them")
        return value


class Settings(BaseSettings):
    """The service's settings; each is read from the environment as `NNX_JUDGE_<NAME>`."""

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_nested_delimiter="_", env_nested_max_split=1, frozen=True
    )

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder of the embedded database and of what is computed ahead; made where it "
        "is missing.",
    )
    database_url: SecretStr | None = Field(
        default=None,
        description="postgresql://USER:PASSWORD@HOST/DATABASE, shared by any number of `serve` and "
        "`worker` processes; without it, SQLite in the data folder.",
    )
    problems_dir: Path = Field(
        default_factory=_bundled_problems,
        description="Folder with one problem package a subfolder.",
    )
    host: str = Field(default="127.0.0.1", description="Address to listen on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port; 0 takes a free one.")
    precomputed_draws: int = Field(
        default=judge_defaults.PRECOMPUTED_DRAWS,
        ge=0,
        description="How many draws of cases to have ready for each problem in use, with their "
        "expected outputs; each serves many submissions. With 0, each submission is drawn its own.",
    )
    precomputed_mb: int = Field(
        default=judge_defaults.PRECOMPUTED_MB,
        ge=0,
        description="What all draws that are ready may take on disk, in MiB.",
    )
    warm_memory_mb: int = Field(
        default=judge_defaults.WARM_MEMORY_MB,
        ge=0,
        description="The memory of all processes that are kept warm, in MiB.",
    )
    slots: int = Field(
        default_factory=usable_cores,
        ge=0,
        description="How many submissions run at once; with 0, `serve` only accepts them, for the "
        "`worker` processes on the same database.",
    )
    queue_limit: int = Field(
        default=1000, ge=1, description="How many submissions may be queued; more are refused."
    )
    in_flight_limit: int = Field(
        default=500, ge=1, description="How many submissions of one key may be queued or running."
    )
    rate_limit: str = Field(
        default="600/minute",
        description="How many submissions one key may send to one process in a time, such as "
        "10/second or 5000/hour.",
    )
    connection_limit: int = Field(
        default=2000, ge=1, description="How many connections may be open at once."
    )
    address_connection_limit: int = Field(
        default=1000,
        ge=1,
        description="How many of them may come from one address, such as that of a proxy.",
    )
    stream_limit: int = Field(
        default=200, ge=1, description="How many submissions one key may follow at once."
    )
    keep_sources_days: int | None = Field(
        default=None,
        ge=1,
        le=36500,
        description="For how many days after its end the source of a submission is kept; without "
        "it, for ever.",
    )
    keep_details_days: int | None = Field(
        default=None,
        ge=1,
        le=36500,
        description="For how many days the details of verdicts are kept, runs and reviews; then "
        "only outcome, score and figures are.",
    )
    keep_events_days: int | None = Field(
        default=None,
        ge=1,
        le=36500,
        description="For how many days webhooks that were sent are kept, with their bodies; no "
        "longer than the details of verdicts.",
    )
    webhook_allow_private: bool = Field(
        default=False,
        description="Whether webhooks may go to addresses of this machine and of private networks.",
    )

    embed_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="The origins whose pages may embed a problem, such as https://course.example, "
        "separated by blanks.",
    )

    public_url: str | None = Field(
        default=None,
        description="The service's address for browsers, such as https://judge.example. Learning "
        "platforms can open problems (LTI 1.3) once it is set.",
    )

    oidc: OidcSettings | None = Field(
        default=None,
        description="An identity provider (OpenID Connect) whose users may sign in.",
    )

    cors_origins: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="The origins whose pages may call the API with a key or token of their own, "
        "such as https://course.example, separated by blanks.",
    )

    @field_validator("embed_origins", "cors_origins", mode="before")
    @classmethod
    def _are_origins(cls, value: str | tuple[str, ...]) -> tuple[str, ...]:
        origins = tuple(value.split() if isinstance(value, str) else value)
        for origin in origins:
            # It is copied into a header unchanged.
            if not _ORIGIN.fullmatch(origin):
                raise ValueError(f"{origin!r} must look like https://course.example")
        return origins

    @field_validator("public_url")
    @classmethod
    def _is_an_origin(cls, value: str | None) -> str | None:
        if value is not None and not _ORIGIN.fullmatch(value):
            raise ValueError(f"{value!r} must look like https://judge.example")
        return value

    @field_validator("rate_limit")
    @classmethod
    def _is_one_rate(cls, value: str) -> str:
        try:
            [rate] = parse_many(value)
        except ValueError:
            raise ValueError("must look like 600/minute") from None
        if not rate.amount:
            raise ValueError("must let something in")
        return value

    @model_validator(mode="after")
    def _somebody_judges(self) -> Self:
        if self.slots == 0 and self.database_url is None:
            raise ValueError("slots must be at least 1 without a database_url: nobody else judges")
        return self

    @model_validator(mode="after")
    def _the_provider_leads_back(self) -> Self:
        if self.oidc is not None and self.public_url is None:
            raise ValueError("oidc needs public_url: the provider sends browsers back there")
        return self

    @property
    def rate(self) -> RateLimitItem:
        """The parsed rate limit."""
        return parse_many(self.rate_limit)[0]


def misspelt_variables(environment: Iterable[str]) -> Iterator[str]:
    """What to say of each variable that looks like a setting and is none, so that it has no effect.

    It is no error: Kubernetes adds variables of such names for a service that is called nnx-judge.
    """
    settings = [*Settings.model_fields, *(f"oidc_{name}" for name in OidcSettings.model_fields)]
    known = [name.upper() for name in (*settings, *_NO_SETTINGS)]
    for variable in sorted(environment):
        name = variable.upper().removeprefix(_PREFIX)
        if variable.upper() != name and name not in known:
            meant = " or ".join(f"{_PREFIX}{near}" for near in near_names(name, known))
            yield f"{variable} is no setting" + (f"; did you mean {meant}?" if meant else "")
