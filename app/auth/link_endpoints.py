"""Links that sign learners in, for whoever has no shell on the service's machine."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field

from app.auth.caller import LINK_SCOPES, Caller
from app.auth.dependencies import CALLER_ERRORS, AuthorDep, is_https
from app.auth.errors import ForbiddenError, UnknownSiteError
from app.auth.link_service import LearnerLinks, LearnerLinkService
from app.core.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    UnsupportedMediaTypeError,
)
from app.core.field_errors import FieldError
from app.core.numbers import WHOLE
from app.core.texts import Name
from app.http.body import json_body, read_json
from app.http.headers import never_cached
from app.http.parts import part
from app.http.responses import error_responses

MAX_LEARNERS = 1000
MAX_DAYS = 366
# The longest names in UTF-8, with room for what JSON escapes.
_MAX_BODY_BYTES = 2**20

router = APIRouter(
    prefix="/learners",
    tags=["learners"],
    dependencies=[Depends(never_cached)],
    responses=CALLER_ERRORS | error_responses(NotReadyError),
)


class LearnerLinksRequest(BaseModel):
    """Whom to make links for."""

    model_config = ConfigDict(
        strict=True,
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"learners": ["ada", "grace"], "days": 120}]},
    )

    learners: list[Name] = Field(
        min_length=1, max_length=MAX_LEARNERS, description="The site's names for them."
    )
    days: Annotated[int, Field(ge=1, le=MAX_DAYS), WHOLE] = Field(
        default=30, description="In how many days the links end."
    )


async def _maker(caller: AuthorDep) -> Caller:
    for scope in LINK_SCOPES:
        if not caller.may(scope):
            raise ForbiddenError(scope)
    return caller


async def _wanted(request: Request) -> LearnerLinksRequest:
    wanted = await read_json(request, LearnerLinksRequest, _MAX_BODY_BYTES)
    seen: set[str] = set()
    twice = []
    for place, learner in enumerate(wanted.learners):
        if learner in seen:
            twice.append(FieldError.of(f"learners.{place}", "named_twice", name=learner))
        seen.add(learner)
    if twice:
        raise InvalidRequestError(twice)
    return wanted


@router.post(
    "/links",
    status_code=201,
    response_description="The links; they are shown this once.",
    responses=error_responses(
        MalformedBodyError,
        UnknownSiteError,
        BodyTooLargeError,
        UnsupportedMediaTypeError,
        InvalidRequestError,
    ),
    openapi_extra=json_body(LearnerLinksRequest),
)
async def make_learner_links(
    request: Request,
    caller: Annotated[Caller, Depends(_maker)],
    service: Annotated[LearnerLinkService, Depends(part(LearnerLinkService))],
    wanted: Annotated[LearnerLinksRequest, Depends(_wanted)],
) -> LearnerLinks:
    """Make links that sign in learners of the caller's site.

    This needs the scopes `submit` and `read` as well, and a key that is bound to no course.
    """
    here = f"{'https' if is_https(request) else 'http'}://{request.url.netloc}"
    return await service.make(caller.site, wanted.learners, wanted.days, here, caller.actor)
