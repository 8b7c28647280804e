"""Mistakes: making a wrong submission a known one."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.auth.dependencies import CALLER_ERRORS
from app.http.body import json_body, read_json
from app.http.responses import error_responses
from app.mistakes.dependencies import MistakeServiceDep
from app.mistakes.errors import KnownMistakeError, NotAMistakeError
from app.mistakes.schemas import MistakeRequest
from app.problems.authoring_endpoints import CHANGE_ERRORS
from app.problems.change_request import ANSWERS, UNDER_WAY, AuthoredProblem, ChangingDep
from app.problems.request_body import ProblemName
from app.submissions.errors import SourceRemovedError, UnknownSubmissionError

_MAX_BODY_BYTES = 2**15

router = APIRouter(prefix="/problems", tags=["authoring"], responses=CALLER_ERRORS)


async def _read_mistake(request: Request) -> MistakeRequest:
    return await read_json(request, MistakeRequest, _MAX_BODY_BYTES)


@router.post(
    "/{name}/mistakes",
    status_code=201,
    responses=ANSWERS
    | UNDER_WAY
    | error_responses(
        *CHANGE_ERRORS,
        UnknownSubmissionError,
        NotAMistakeError,
        KnownMistakeError,
        SourceRemovedError,
    ),
    openapi_extra=json_body(MistakeRequest),
)
async def make_known_mistake(
    changing: ChangingDep,
    service: MistakeServiceDep,
    name: ProblemName,
    wanted: Annotated[MistakeRequest, Depends(_read_mistake)],
) -> AuthoredProblem:
    """Make a wrong submission an example of a mistake, with the hint that learners then get.

    This needs the scope `read` as well.
    """
    await service.make(name, wanted, changing.change)
    return await changing.answer(name)
