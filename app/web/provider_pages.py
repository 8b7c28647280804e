"""Signing in at an identity provider: the browser is sent there, and comes back."""

import re
from collections.abc import Callable, Coroutine
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from app.auth.dependencies import RefusedSignInsDep, address_of, set_session_cookie
from app.oidc.dependencies import OidcServiceDep
from app.oidc.errors import ProviderSignInError, SignInRefusedError
from app.oidc.schemas import CallbackQuery
from app.web.routing import NOBODY, PageRoute, pages_of

_PATH = "/sign-in/provider"
_MAX_NEXT = 1024
# Printable ASCII that browsers read as a path of this origin: they take a backslash for a slash,
# two slashes for another host, and leave out control characters.
_OWN_PATH = re.compile(r"/(?![/\\])[!-\[\]-~]*", re.ASCII)


class _ProviderRoute(PageRoute):
    """Answers with a page where a sign-in does not succeed."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                response = await handler(request)
            except ProviderSignInError as error:
                response = pages_of(request).answer(
                    "sign-in-refused.html",
                    error.status,
                    title=error.title,
                    detail=str(error),
                    **NOBODY,
                )
            response.headers["Cache-Control"] = "no-store"
            return response

        return answered


router = APIRouter(prefix=_PATH, route_class=_ProviderRoute, include_in_schema=False)


@router.get("")
async def begin(
    oidc: OidcServiceDep, wanted: Annotated[str, Query(alias="next")] = "/"
) -> Response:
    """Send the browser to the provider; `next` is the page to come back to."""
    begun = await oidc.begin(own_path(wanted))
    response = RedirectResponse(begun.url, 303)
    response.set_cookie(
        begun.cookie.name,
        begun.cookie.value,
        max_age=begun.cookie.lifetime_s,
        path=_PATH,
        secure=oidc.is_https,
        httponly=True,
        # Sent where the provider leads the browser back, and with nothing that another page asks.
        samesite="lax",
    )
    return response


@router.get("/callback")
async def finish(
    request: Request,
    oidc: OidcServiceDep,
    refused: RefusedSignInsDep,
    told: Annotated[CallbackQuery, Query()],
) -> Response:
    """Take the browser back: begin its session, or say why not."""
    try:
        finished = await oidc.finish(told, request.cookies, address_of(request))
    except SignInRefusedError:
        refused.count("provider_sign_in", address_of(request))
        raise
    response = RedirectResponse(finished.next_page, 303)
    set_session_cookie(response, finished.session, secure=oidc.is_https)
    response.delete_cookie(finished.cookie_name, path=_PATH, httponly=True, samesite="lax")
    return response


def own_path(text: str) -> str:
    """The path, if it leads to a page of ours; else the one of the problems."""
    return text if len(text) <= _MAX_NEXT and _OWN_PATH.fullmatch(text) else "/"
