"""Rejudges: submissions are judged again; the new verdicts take effect once confirmed."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.auth.dependencies import CALLER_ERRORS, AuthorDep, ReaderDep
from app.core.errors import (
    BodyTooLargeError,
    InvalidRequestError,
    MalformedBodyError,
    NotReadyError,
    UnknownCursorError,
    UnsupportedMediaTypeError,
)
from app.core.moments import Moment
from app.core.texts import Name
from app.http.body import JSON, read_json
from app.http.pagination import Id, Next, Paging
from app.http.responses import error_responses
from app.problems.errors import UnknownProblemError, UnknownRevisionError
from app.problems.request_body import REVISION_FORM
from app.rejudges.dependencies import RejudgeServiceDep
from app.rejudges.errors import NotJudgedYetError, UnknownRejudgeError
from app.rejudges.schemas import Judgement, Rejudge, RejudgeSummary, Selection
from app.submissions.endpoints import SubmissionId
from app.submissions.errors import UnknownSubmissionError

_MAX_BODY_BYTES = 2**20
_MAX_IDS = 10_000

router = APIRouter(tags=["authoring"], responses=CALLER_ERRORS)

_Revision = Annotated[str, Field(pattern=REVISION_FORM)]


class RejudgeRequest(BaseModel):
    """Which submissions to judge again, and on which revision."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"problem": "double", "created_after": "2026-01-31T12:00:00Z"}]
        },
    )

    problem: Name = Field(description="Submissions to this problem that have a verdict.")
    judged_on: _Revision | None = Field(
        default=None, description="Only those whose verdict names this revision."
    )
    created_after: Moment | None = Field(default=None, description="Only those accepted after it.")
    created_before: Moment | None = Field(
        default=None, description="Only those accepted before it."
    )
    submissions: list[Id] | None = Field(
        default=None, max_length=_MAX_IDS, description="Only those with these ids."
    )
    revision: _Revision | None = Field(
        default=None, description="What they are judged on; the live one where left out."
    )
    fresh_seeds: bool = Field(
        default=False,
        strict=True,
        description="Whether they get other cases than they had, by other seeds; by default not.",
    )
    note: Name | None = Field(default=None, description="Why.")


class RejudgeQuery(Paging):
    """Which rejudges, and how many per page."""

    problem: Name | None = Field(default=None, description="Of submissions to this problem.")


class RejudgePage(BaseModel):
    """One page of rejudges, newest first."""

    rejudges: list[RejudgeSummary]
    next: Next


class JudgementList(BaseModel):
    """The earlier verdicts of a submission, oldest first."""

    judgements: list[Judgement]


async def _read(request: Request) -> RejudgeRequest:
    return await read_json(request, RejudgeRequest, _MAX_BODY_BYTES)


RejudgeId = Annotated[str, Path(description="The rejudge's id.")]
_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/RejudgeRequest"}}},
    }
}


@router.post(
    "/rejudges",
    status_code=202,
    responses=error_responses(
        MalformedBodyError,
        BodyTooLargeError,
        UnsupportedMediaTypeError,
        InvalidRequestError,
        UnknownProblemError,
        UnknownRevisionError,
        NotReadyError,
    ),
    openapi_extra=_BODY,
)
async def create_rejudge(
    request: Request,
    response: Response,
    service: RejudgeServiceDep,
    caller: AuthorDep,
    wanted: Annotated[RejudgeRequest, Depends(_read)],
) -> Rejudge:
    """Judge submissions again, after all others; verdicts change once the rejudge is applied."""
    selection = Selection(
        site=caller.visible_site,
        problem=wanted.problem,
        judged_on=wanted.judged_on,
        created_after=wanted.created_after,
        created_before=wanted.created_before,
        ids=None if wanted.submissions is None else tuple(wanted.submissions),
    )
    started = await service.start(
        caller,
        selection,
        wanted.revision,
        fresh_seeds=wanted.fresh_seeds,
        note=wanted.note or "",
    )
    location = request.app.url_path_for("read_rejudge", rejudge_id=started.id)
    response.headers["Location"] = str(location)
    return started


@router.get(
    "/rejudges", responses=error_responses(UnknownCursorError, InvalidRequestError, NotReadyError)
)
async def list_rejudges(
    service: RejudgeServiceDep, caller: AuthorDep, query: Annotated[RejudgeQuery, Query()]
) -> RejudgePage:
    """List rejudges, newest first: their progress, and how many verdicts they change."""
    page = await service.recent(caller, query.problem, query.limit, query.cursor)
    return RejudgePage(rejudges=page.items, next=page.next_cursor)


@router.get("/rejudges/{rejudge_id}", responses=error_responses(UnknownRejudgeError, NotReadyError))
async def read_rejudge(
    service: RejudgeServiceDep, caller: AuthorDep, rejudge_id: RejudgeId
) -> Rejudge:
    """Read a rejudge: which verdicts change, from what to what."""
    return await service.find(caller, rejudge_id)


@router.post(
    "/rejudges/{rejudge_id}/apply",
    responses=error_responses(UnknownRejudgeError, NotJudgedYetError, NotReadyError),
)
async def apply_rejudge(
    service: RejudgeServiceDep, caller: AuthorDep, rejudge_id: RejudgeId
) -> Rejudge:
    """Replace the old verdicts by the new ones; the old ones are kept."""
    return await service.apply(caller, rejudge_id)


@router.delete(
    "/rejudges/{rejudge_id}", responses=error_responses(UnknownRejudgeError, NotReadyError)
)
async def cancel_rejudge(
    service: RejudgeServiceDep, caller: AuthorDep, rejudge_id: RejudgeId
) -> Rejudge:
    """Stop a rejudge; a rejudge that was applied stays applied."""
    return await service.cancel(caller, rejudge_id)


@router.get(
    "/submissions/{submission_id}/judgements",
    responses=error_responses(UnknownSubmissionError, NotReadyError),
)
async def list_judgements(
    service: RejudgeServiceDep, caller: ReaderDep, submission_id: SubmissionId
) -> JudgementList:
    """List the verdicts that a submission had before it was judged again."""
    return JudgementList(judgements=await service.earlier_judgements(caller, submission_id))
