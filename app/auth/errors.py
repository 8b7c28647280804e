"""Errors for unauthorized callers, and for unknown keys and sites."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar

from app.auth.caller import Scope
from app.core.errors import ApiError, OverloadError


class UnauthorizedError(ApiError):
    """The request has no valid key."""

    status = HTTPStatus.UNAUTHORIZED
    kind = "unauthorized"
    title = "Unauthorized"
    header_descriptions: ClassVar[Mapping[str, str]] = {"WWW-Authenticate": "How to send a key."}
    headers: Mapping[str, str] = {"WWW-Authenticate": "Bearer"}

    def __init__(self, detail: str = "The key or token is unknown, revoked or expired.") -> None:
        super().__init__(detail)


class ForbiddenError(ApiError):
    """The key lacks the required scope, or only the site's own keys may do this."""

    status = HTTPStatus.FORBIDDEN
    kind = "forbidden"
    title = "Forbidden"

    def __init__(self, scope: Scope) -> None:
        super().__init__(f"That needs a key with the scope {scope}.")


class CrossOriginError(ApiError):
    """A browser sent the request for a page of another origin."""

    status = HTTPStatus.FORBIDDEN
    kind = "cross-origin"
    title = "Cross-origin request"

    def __init__(self) -> None:
        super().__init__("Pages of other sites can't act for whoever is signed in here.")


class UnknownKeyError(ApiError):
    """No key has this id, or none that can be used for this request."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-key"
    title = "Unknown key"


class UnknownSiteError(ApiError):
    """No key was ever created for a site of this name."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-site"
    title = "Unknown site"

    def __init__(self) -> None:
        super().__init__("No site has this name: one is made with its first key.")


class RateLimitedError(OverloadError):
    """The key sends submissions faster than its rate allows."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "rate-limited"
    title = "Rate limited"
