"""Who may call: each endpoint names the scope that it needs by the type of its caller."""

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlsplit

import structlog
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from app.api.responses import error_responses
from app.caller import ANYONE, Caller, Scope
from app.errors import ForbiddenError, UnauthorizedError
from app.keyring import is_loopback
from app.service import ServiceDep

# For the routers whose endpoints have a caller.
CALLER_ERRORS = error_responses(UnauthorizedError, ForbiddenError)

_bearer = HTTPBearer(
    scheme_name="ApiKey",
    bearerFormat="njk_...",
    description="None is needed on a loopback address until the first key is made.",
    auto_error=False,
)
_CredentialsDep = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]

# What a proxy adds: who asked it may be anywhere.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


def _needing(scope: Scope) -> Callable[..., Awaitable[Caller]]:
    async def caller(request: Request, service: ServiceDep, credentials: _CredentialsDep) -> Caller:
        key = None if credentials is None else credentials.credentials
        known = await service.keyring.caller(key)
        if known is None:
            raise UnauthorizedError(
                "Send a key that holds: Authorization: Bearer njk_..."
                if key is None
                else "The key is unknown, revoked or expired."
            )
        if known is ANYONE and not _is_local(request):
            raise UnauthorizedError(
                "Without keys only this machine is served, by its loopback address and through no "
                "proxy: make a key with nnx-judge keys create."
            )
        if not known.may(scope):
            raise ForbiddenError(scope)
        # For the lines that are logged about this request.
        structlog.contextvars.bind_contextvars(site=known.site)
        return known

    return caller


SubmitterDep = Annotated[Caller, Depends(_needing("submit"))]
ReaderDep = Annotated[Caller, Depends(_needing("read"))]
AuthorDep = Annotated[Caller, Depends(_needing("author"))]
MetricsReaderDep = Annotated[Caller, Depends(_needing("metrics"))]
AdminDep = Annotated[Caller, Depends(_needing("admin"))]


def _is_local(request: Request) -> bool:
    """Whether it was sent here on purpose, from this machine.

    A page of some other site, in a browser on this machine, could send it too: with that site's
    name as the origin or, where that name was made to lead here, as the host.
    """
    headers = request.headers
    return (
        is_loopback(_hostname(f"//{headers.get('host', '')}"))
        and ("origin" not in headers or is_loopback(_hostname(headers["origin"])))
        and not any(name in headers for name in _FORWARDED)
    )


def _hostname(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
