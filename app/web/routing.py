"""What all pages share: error answers, and the values about the reader."""

import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from app.auth.caller import Caller
from app.auth.dependencies import SESSION_COOKIE
from app.auth.errors import UnauthorizedError
from app.core.bounded_work import BoundedWork
from app.core.errors import ApiError, NotReadyError, StoreError
from app.http.error_handlers import invalid_request
from app.http.parts import part
from app.web.navigation import navigation
from app.web.rendering import Pages

_log = logging.getLogger(__name__)

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
            except (ApiError, RequestValidationError, StoreError) as error:
                if not _is_browser(request):
                    raise
                match error:
                    case UnauthorizedError():
                        here = request.url.replace(scheme="", netloc="")
                        return RedirectResponse(f"/sign-in?next={quote(str(here))}", 303)
                    case RequestValidationError():
                        error = invalid_request(error)
                    case StoreError():
                        _log.error("The store failed", exc_info=error)
                        error = NotReadyError()
                return _error_page(request, error.status, error.title, error.detail)

        return answered


def answer_wrong_addresses(app: FastAPI) -> None:
    """Answer browsers with a page where nothing is at an address; below /api/ by a document."""
    document = app.exception_handlers[HTTPException]

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        if not _is_browser(request) or request.url.path.startswith("/api/"):
            answer = document(request, error)
            return answer if isinstance(answer, Response) else await answer
        status = HTTPStatus(error.status_code)
        if status is HTTPStatus.NOT_FOUND:
            detail = "Nothing is at this address. It may be mistyped, or what it led to is gone."
            return _error_page(request, status, "Page not found", detail)
        return _error_page(request, status, status.phrase, status.description)


def _is_browser(request: Request) -> bool:
    """Whether a page is wanted; a script expects the API's error format."""
    return "text/html" in request.headers.get("accept", "")


def _error_page(request: Request, status: HTTPStatus, title: str, detail: str) -> Response:
    return pages_of(request).answer("error.html", status, title=title, detail=detail, **NOBODY)
