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
    sentence = "The key or token is unknown, revoked or expired."


class NoCredentialError(UnauthorizedError):
    """The request brings no key or token."""

    sentence = "Send a valid key: Authorization: Bearer njk_..."


class NotOfThisMachineError(UnauthorizedError):
    """There are no keys yet, and the request does not come from this machine."""

    sentence = (
        "Without keys only this machine is served, by its loopback address and through no proxy: "
        "make a key with nnx-judge keys create."
    )


class ForbiddenError(ApiError):
    """The key lacks the required scope, or only the site's own keys may do this."""

    status = HTTPStatus.FORBIDDEN
    kind = "forbidden"
    title = "Forbidden"
    sentence = "That needs a key with the scope {scope}."

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope=scope)


class CrossOriginError(ApiError):
    """A browser sent the request for a page of another origin."""

    status = HTTPStatus.FORBIDDEN
    kind = "cross-origin"
    title = "Cross-origin request"
    sentence = "Pages of other sites can't act for whoever is signed in here."


class UnknownKeyError(ApiError):
    """No key has this id, or none that can be used for this request."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-key"
    title = "Unknown key"
    sentence = "No key has this id."


class NoValidKeyError(UnknownKeyError):
    """No key that is still valid has this id."""

    sentence = "No valid key has this id."


class UnknownSiteError(ApiError):
    """No key was ever created for a site of this name."""

    status = HTTPStatus.NOT_FOUND
    kind = "unknown-site"
    title = "Unknown site"
    sentence = "No site has this name: one is made with its first key."


class RateLimitedError(OverloadError):
    """The key sends submissions faster than its rate allows."""

    status = HTTPStatus.TOO_MANY_REQUESTS
    kind = "rate-limited"
    title = "Rate limited"
    sentence = "A key may send {limit} submissions in {window_s} seconds."

    def __init__(
        self,
        retry_after_s: float,
        limit: int,
        window_s: int,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(retry_after_s, headers, limit=limit, window_s=window_s)


class RefusedTooOftenError(RateLimitedError):
    """The key sends requests that are refused faster than its rate allows."""

    sentence = (
        "{limit} requests of the key were refused within {window_s} seconds: what can be stored is "
        "taken again afterwards."
    )


class ReplayedTooOftenError(RateLimitedError):
    """The key sends requests again that were stored before, faster than its rate allows."""

    sentence = (
        "{limit} requests of the key were sent again within {window_s} seconds though they had "
        "been stored: read submissions by their ids."
    )
