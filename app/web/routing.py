"""What all pages share: error answers, and the values about the reader."""

from collections.abc import Callable, Coroutine
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.routing import APIRoute
from starlette.responses import RedirectResponse, Response

from app.auth.caller import Caller
from app.auth.dependencies import SESSION_COOKIE
from app.auth.errors import UnauthorizedError
from app.core.bounded_work import BoundedWork
from app.core.errors import ApiError
from app.http.parts import part
from app.web.navigation import navigation
from app.web.rendering import Pages

NOBODY: dict[str, Any] = {"caller": None, "signed_in": False, "nav": []}


def pages_of(request: Request) -> Pages:
    """The page renderer of this application."""
    pages: Pages = request.app.state.pages
    return pages


PagesDep = Annotated[Pages, Depends(pages_of)]
WorkDep = Annotated[BoundedWork, Depends(part(BoundedWork))]


def reader_values(request: Request, caller: Caller) -> dict[str, Any]:
    """The values about its reader that every page needs."""
    return {
        "caller": caller,
        "signed_in": SESSION_COOKIE in request.cookies,
        "nav": navigation(caller),
    }


class PageRoute(APIRoute):
    """Answers errors with a page, and redirects users who are not signed in to the sign-in page."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the handler to answer its errors."""
        handler = super().get_route_handler()

        async def answered(request: Request) -> Response:
            try:
                return await handler(request)
            except ApiError as error:
                # A script, which expects the API's error format.
                if "text/html" not in request.headers.get("accept", ""):
                    raise
                if isinstance(error, UnauthorizedError):
                    here = request.url.replace(scheme="", netloc="")
                    return RedirectResponse(f"/sign-in?next={quote(str(here))}", 303)
                return pages_of(request).answer(
                    "error.html", error.status, title=error.title, detail=error.detail, **NOBODY
                )

        return answered
