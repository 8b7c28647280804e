"""Answering every error with a problem document."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from app.core.errors import ApiError, ErrorDocument, InvalidRequestError, NotReadyError, StoreError
from app.core.field_errors import FieldError
from app.http.description import describe

MEDIA_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)


def add_error_handlers(app: FastAPI) -> None:
    """Make `app` answer every error with a problem document."""

    @app.exception_handler(ApiError)
    async def api_error(request: Request, error: ApiError) -> JSONResponse:
        await _count_refusal(request, error)
        kind = f"urn:problem-type:nnx-judge:{error.kind}"
        document = ErrorDocument(
            type=kind,
            title=error.title,
            status=error.status,
            detail=error.detail,
            reason=error.reason,
            parameters=error.parameters,
            errors=error.fields or None,
            error_count=error.error_count,
        )
        return _answer(document, error.headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return await api_error(request, invalid_request(error))

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        status = HTTPStatus(error.status_code)
        headers = dict(error.headers or {})
        if status is HTTPStatus.METHOD_NOT_ALLOWED and (
            methods := await _allowed_methods(app, request.url.path)
        ):
            # Starlette lists only the methods of the first route that has the path.
            headers["Allow"] = ", ".join(methods)
        return _answer(_plain(status, error.detail), headers)

    @app.exception_handler(StoreError)
    async def store_error(request: Request, error: StoreError) -> JSONResponse:
        _log.error("The store failed", exc_info=error)
        return await api_error(request, NotReadyError())

    @app.exception_handler(Exception)
    async def unhandled(_: Request, __: Exception) -> JSONResponse:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
        return _answer(_plain(status, "The service failed; its log says why."))


def invalid_request(error: RequestValidationError) -> InvalidRequestError:
    """The API's error for what FastAPI finds wrong with a request."""
    # FastAPI puts the part of the request first: "query", "body", "path".
    faults = [{**fault, "loc": fault["loc"][1:]} for fault in error.errors()]
    return InvalidRequestError([FieldError.of_pydantic(fault) for fault in faults])


async def _count_refusal(request: Request, error: ApiError) -> None:
    """Count a request against its key's rate if its body was read and refused."""
    # Set once the caller is known, if the request may change something.
    count: Callable[[], Awaitable[None]] | None = getattr(request.state, "count_refusal", None)
    if count is not None and error.is_of_body:
        await count()


async def _allowed_methods(app: FastAPI, path: str) -> list[str]:
    """The path's methods in the OpenAPI document; none if the path is not in it."""
    paths = (await describe(app))["paths"]
    # A path without parameters takes precedence over a parameter that would match.
    fitting = (
        [path] if path in paths else [each for each in paths if compile_path(each)[0].match(path)]
    )
    return sorted({method.upper() for each in fitting for method in paths[each]})


def _plain(status: HTTPStatus, detail: str) -> ErrorDocument:
    reason = status.name.lower()
    return ErrorDocument(
        type="about:blank", title=status.phrase, status=status, detail=detail, reason=reason
    )


def _answer(document: ErrorDocument, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(
        document.model_dump(exclude_none=True), document.status, headers, media_type=MEDIA_TYPE
    )
