"""Authorization: each endpoint declares the scope that it needs by the type of its caller."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Annotated
from urllib.parse import urlsplit

import structlog
from fastapi import Depends, Request, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer

from app.audit.refusals import Credential, RefusedSignIns
from app.auth.caller import ANYONE, Caller, Scope
from app.auth.errors import (
    CrossOriginError,
    ForbiddenError,
    NoCredentialError,
    NotOfThisMachineError,
    UnauthorizedError,
)
from app.auth.learner_token import PREFIX
from app.auth.rate_limit import RateLimitDep
from app.auth.sign_in import SignedIn, SignIn
from app.core.urls import is_loopback
from app.http.parts import part
from app.http.responses import error_responses

# For routers whose endpoints have a caller.
CALLER_ERRORS = error_responses(UnauthorizedError, ForbiddenError)

SESSION_COOKIE = "nnx_judge_session"

_bearer = HTTPBearer(
    scheme_name="ApiKey",
    bearerFormat="njk_...",
    description="A key, or a site's token for a learner (njt_...). None is needed on a loopback "
    "address until the first key is made.",
    auto_error=False,
)
_cookie = APIKeyCookie(
    name=SESSION_COOKIE,
    scheme_name="Session",
    description="What signing in gives a browser.",
    auto_error=False,
)
SignInDep = Annotated[SignIn, Depends(part(SignIn))]
RefusedSignInsDep = Annotated[RefusedSignIns, Depends(part(RefusedSignIns))]
_CredentialsDep = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]
_SessionDep = Annotated[str | None, Depends(_cookie)]

# Headers that a proxy adds: the original client may be anywhere.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")
_SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def _needing(
    scope: Scope, *, of_site: bool = False, or_of_course: bool = False
) -> Callable[..., Awaitable[Caller]]:
    async def caller(
        request: Request,
        sign_in: SignInDep,
        refused: RefusedSignInsDep,
        rate: RateLimitDep,
        credentials: _CredentialsDep,
        session: _SessionDep,
    ) -> Caller:
        credential = None if credentials is None else credentials.credentials
        try:
            known = await find_caller(request, sign_in, credential, session)
        except UnauthorizedError:
            if credential is not None:
                count_refused(refused, credential, request)
            raise
        known = replace(known, address=address_of(request))
        may = known.may(scope) or (or_of_course and known.may_author_some)
        if not may or (of_site and known.learner is not None):
            raise ForbiddenError(scope)
        if request.method not in _SAFE_METHODS:
            # Whom to charge if the request is refused after this point.
            request.state.count_refusal = partial(rate.count_refusal, known)
            await rate.refuse_after_refusals(known)
        # For all log lines about this request.
        structlog.contextvars.bind_contextvars(site=known.site)
        return known

    return caller


SubmitterDep = Annotated[Caller, Depends(_needing("submit"))]
ReaderDep = Annotated[Caller, Depends(_needing("read"))]
# For the site as a whole, not for learners.
SiteSubmitterDep = Annotated[Caller, Depends(_needing("submit", of_site=True))]
AuthorDep = Annotated[Caller, Depends(_needing("author"))]
# Also who may author for one course only: what they do has to be of their `course`.
SomeAuthorDep = Annotated[Caller, Depends(_needing("author", or_of_course=True))]
MetricsReaderDep = Annotated[Caller, Depends(_needing("metrics"))]
AdminDep = Annotated[Caller, Depends(_needing("admin"))]


async def find_caller(
    request: Request, sign_in: SignIn, credential: str | None, session: str | None
) -> Caller:
    """Identify the caller by the credential or, if there is none, by the browser's session.

    Raises:
        UnauthorizedError: neither identifies a caller.
        CrossOriginError: a page of another site uses the session.
        StoreError: the store failed.
    """
    if credential is None and session is not None:
        known = await sign_in.by_session(session)
        if known is not None:
            if request.method not in _SAFE_METHODS:
                refuse_cross_origin(request)
            return known
    known = await sign_in.by_credential(credential)
    if known is None:
        if credential is None:
            raise NoCredentialError
        raise UnauthorizedError
    if known is ANYONE and not _is_local(request):
        raise NotOfThisMachineError
    return known


def count_refused(refused: RefusedSignIns, credential: str, request: Request) -> None:
    """Have the audit log tell that a credential was refused; it gets nothing of the credential."""
    kind: Credential = "learner_token" if credential.startswith(PREFIX) else "key"
    refused.count(kind, address_of(request))


def address_of(request: Request) -> str | None:
    """The address that sent the request: a proxy's, if there is one. Its headers can be forged."""
    return None if request.client is None else request.client.host


def is_https(request: Request) -> bool:
    """Whether the browser that sent the request reaches the service by HTTPS."""
    # Behind a proxy that terminates TLS, the browser's origin is right and the connection is not.
    return request.headers.get("origin", request.url.scheme).startswith("https")


def refuse_cross_origin(request: Request) -> None:
    """Refuse a browser's cross-origin request, as Go's CrossOriginProtection does.

    Browsers send `Sec-Fetch-Site`, older ones `Origin`. A request with neither header does not come
    from a browser, so it carries no user's cookies.

    Raises:
        CrossOriginError: the request is cross-origin.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        if site not in ("same-origin", "none"):
            raise CrossOriginError
    elif (origin := request.headers.get("origin")) is not None and (
        origin.partition("://")[2] != request.headers.get("host")
    ):
        raise CrossOriginError


def set_session_cookie(response: Response, begun: SignedIn, *, secure: bool) -> None:
    """Give the browser its session. `secure`: whether it reaches the service by HTTPS."""
    response.set_cookie(
        SESSION_COOKIE,
        begun.token,
        expires=begun.expires_at,
        httponly=True,
        samesite="lax",
        secure=secure,
    )


def _is_local(request: Request) -> bool:
    """Whether the request was sent from this machine on purpose.

    A page of another site, in a browser on this machine, could send it too: with that site's name
    as the origin or, if that name was made to resolve to this machine, as the host.
    """
    headers = request.headers
    return (
        is_loopback(_hostname(f"//{headers.get('host', '')}"))
        # Browsers also send this for links and for subresources, which have no origin.
        and headers.get("sec-fetch-site") != "cross-site"
        and ("origin" not in headers or is_loopback(_hostname(headers["origin"])))
        and not any(name in headers for name in _FORWARDED)
    )


def _hostname(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
