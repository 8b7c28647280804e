"""What a platform's message says: the claims of LTI 1.3 that the judge reads."""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from app.core.texts import Name
from app.core.urls import SafeUrl

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
DEEP_LINKING = "https://purl.imsglobal.org/spec/lti-dl/claim/"
_GRADES = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
SCORE_SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
_CONTEXT_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_PROBLEM_PATH = "/problems/"


class _Claims(BaseModel):
    # Platforms add claims of their own.
    model_config = ConfigDict(extra="ignore", frozen=True)


class GradeService(_Claims):
    """The gradebook that belongs to a link."""

    scope: tuple[str, ...] = ()
    lineitem: SafeUrl | None = None


class DeepLinkingSettings(_Claims):
    """What an instructor may add to a course, and where to send it."""

    deep_link_return_url: SafeUrl
    accept_types: tuple[str, ...]
    accept_lineitem: bool = True
    data: Annotated[str, Field(max_length=4096)] | None = None


class _Presentation(_Claims):
    document_target: str | None = None


class LaunchClaims(_Claims):
    """A message: an instructor is to choose a problem, or somebody opened a link."""

    message_type: Literal["LtiResourceLinkRequest", "LtiDeepLinkingRequest"] = Field(
        alias=f"{CLAIM}message_type"
    )
    version: Literal["1.3.0"] = Field(alias=f"{CLAIM}version")
    deployment_id: str = Field(alias=f"{CLAIM}deployment_id")
    sub: Name | None = None
    roles: tuple[str, ...] = Field(default=(), alias=f"{CLAIM}roles")
    target_link_uri: str | None = Field(default=None, alias=f"{CLAIM}target_link_uri")
    custom: dict[str, Any] | None = Field(default=None, alias=f"{CLAIM}custom")
    presentation: _Presentation | None = Field(default=None, alias=f"{CLAIM}launch_presentation")
    grades: GradeService | None = Field(default=None, alias=_GRADES)
    deep_linking: DeepLinkingSettings | None = Field(
        default=None, alias=f"{DEEP_LINKING}deep_linking_settings"
    )

    @property
    def problem(self) -> str | None:
        """The problem that the link leads to: by a custom parameter, or by its URL."""
        named = (self.custom or {}).get("problem")
        if isinstance(named, str) and named:
            return named
        path = urlsplit(self.target_link_uri or "").path
        name = path.removeprefix(_PROBLEM_PATH)
        return name if path.startswith(_PROBLEM_PATH) and name and "/" not in name else None

    @property
    def line_item(self) -> str | None:
        """Where the user's grade goes; None for instructors, and where the judge may not write."""
        if self.grades is None or SCORE_SCOPE not in self.grades.scope:
            return None
        in_course = [role for role in self.roles if role.startswith(_CONTEXT_ROLE)]
        if in_course and f"{_CONTEXT_ROLE}Learner" not in in_course:
            return None
        return self.grades.lineitem
