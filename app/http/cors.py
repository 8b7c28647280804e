"""CORS: which sites' pages may call the API from a browser, with which headers."""

from collections.abc import Sequence

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

# How long a browser may rely on a preflight's answer; Chromium takes two hours at most.
_PREFLIGHT_S = 7200

_SENT = (
    "Authorization",
    "Content-Type",
    "Idempotency-Key",
    "If-Match",
    "Last-Event-ID",
    "Prefer",
    "X-Request-ID",
)
_READ = (
    "Deprecation",
    "ETag",
    "Idempotent-Replay",
    "Link",
    "Location",
    "Preference-Applied",
    "RateLimit",
    "RateLimit-Policy",
    "Retry-After",
    "Sunset",
    "X-Request-ID",
)


def for_origins(app: ASGIApp, origins: Sequence[str]) -> ASGIApp:
    """The application, whose answers pages of these origins may read.

    Without cookies: a page of another origin acts by a key or token of its own.
    """
    if not origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=origins,
        allow_methods=("DELETE", "GET", "HEAD", "POST", "PUT"),
        allow_headers=_SENT,
        expose_headers=_READ,
        max_age=_PREFLIGHT_S,
    )
