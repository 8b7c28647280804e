"""Signing a browser in and out: it exchanges a key or a learner token for a cookie."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.auth.caller import Caller, Scope
from app.auth.dependencies import (
    CALLER_ERRORS,
    SESSION_COOKIE,
    ReaderDep,
    RefusedSignInsDep,
    SignInDep,
    count_refused,
    is_https,
    refuse_cross_origin,
    set_session_cookie,
)
from app.auth.errors import CrossOriginError, UnauthorizedError
from app.core.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    UnsupportedMediaTypeError,
)
from app.http.body import JSON, read_json
from app.http.headers import never_cached
from app.http.responses import error_responses

router = APIRouter(
    prefix="/session",
    tags=["session"],
    dependencies=[Depends(never_cached)],
    responses=error_responses(NotReadyError),
)

_MAX_BODY_BYTES = 2**13
_REQUEST_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/SignInRequest"}}},
    }
}


class SignInRequest(BaseModel):
    """What a browser signs in with."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    credential: str = Field(
        min_length=1, repr=False, description="An API key (njk_...) or a learner token (njt_...)."
    )


class Identity(BaseModel):
    """Who is signed in."""

    site: str
    learner: str | None = Field(description="Whose submissions it sees; null for all of the site.")
    scopes: list[Scope]
    course: str | None = Field(description="The course that `author` is bound to, if it is.")

    @classmethod
    def of(cls, caller: Caller) -> "Identity":
        """What the API shows of `caller`."""
        return cls(
            site=caller.site,
            learner=caller.learner,
            scopes=sorted(caller.scopes),
            course=caller.course,
        )


class BegunSession(Identity):
    """A new session."""

    expires_at: datetime


async def _wanted(request: Request) -> SignInRequest:
    return await read_json(request, SignInRequest, _MAX_BODY_BYTES)


@router.post(
    "",
    status_code=201,
    response_description="The session has begun; its cookie comes with the answer.",
    responses=error_responses(
        MalformedBodyError,
        UnauthorizedError,
        CrossOriginError,
        BodyTooLargeError,
        UnsupportedMediaTypeError,
        InvalidRequestError,
    ),
    openapi_extra=_REQUEST_BODY,
)
async def begin_session(
    request: Request,
    response: Response,
    sign_in: SignInDep,
    refused: RefusedSignInsDep,
    wanted: Annotated[SignInRequest, Depends(_wanted)],
) -> BegunSession:
    """Sign a browser in: exchange a key or a learner token for a cookie."""
    refuse_cross_origin(request)
    begun = await sign_in.begin(wanted.credential)
    if begun is None:
        count_refused(refused, wanted.credential, request)
        raise UnauthorizedError
    set_session_cookie(response, begun, secure=is_https(request))
    return BegunSession(**dict(Identity.of(begun.caller)), expires_at=begun.expires_at)


@router.get("", responses=CALLER_ERRORS)
async def read_session(caller: ReaderDep) -> Identity:
    """Show who is signed in."""
    return Identity.of(caller)


@router.delete("", status_code=204, responses=error_responses(CrossOriginError))
async def end_session(request: Request, response: Response, sign_in: SignInDep) -> None:
    """Sign the browser out."""
    refuse_cross_origin(request)
    token = request.cookies.get(SESSION_COOKIE)
    if token is not None:
        await sign_in.end(token)
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="lax")
