"""Learners by problem, as JSON and as a table."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.auth.caller import Caller
from app.auth.dependencies import CALLER_ERRORS, AuthorDep
from app.core.errors import InvalidRequestError, NotReadyError, UnknownCursorError
from app.core.texts import Name
from app.http.csv_table import CsvResponse, as_file, csv_answer, csv_head, csv_rows
from app.http.pagination import DEFAULT_LIMIT, Id, Limit, Next
from app.http.responses import error_responses
from app.learners.dependencies import LearnerServiceDep
from app.learners.schemas import LearnerFilter, LearnerProblem
from app.learners.service import LearnerService

router = APIRouter(prefix="/learners", tags=["learners"], responses=CALLER_ERRORS)


class LearnerQuery(BaseModel):
    """Which learners and problems."""

    model_config = ConfigDict(extra="forbid")

    learner: Name | None = Field(default=None, description="This learner.")
    problem: Name | None = Field(default=None, description="On this problem.")
    solved: bool | None = Field(
        default=None, description="Only who has solved the problem, or only who has not."
    )
    min_submissions: int | None = Field(
        default=None,
        ge=1,
        le=1_000_000,
        description="Who has handed in so often. With `solved=false`: who is stuck.",
    )

    @property
    def wanted(self) -> LearnerFilter:
        """The filter for the learners."""
        return LearnerFilter(**self.model_dump(include=set(LearnerQuery.model_fields)))


class LearnerPageQuery(LearnerQuery):
    """Which learners and problems, and how many per page."""

    limit: Limit = DEFAULT_LIMIT
    cursor: Id | None = Field(default=None, description="`next` of the page before.")


class LearnerPage(BaseModel):
    """One page of learners by problem, by their names."""

    learners: list[LearnerProblem]
    next: Next


@router.get(
    "/problems", responses=error_responses(UnknownCursorError, InvalidRequestError, NotReadyError)
)
async def list_learner_problems(
    service: LearnerServiceDep, caller: AuthorDep, query: Annotated[LearnerPageQuery, Query()]
) -> LearnerPage:
    """List what each learner has made of each problem that they tried."""
    page = await service.problems(caller, query.wanted, query.limit, query.cursor)
    return LearnerPage(learners=page.items, next=page.next_cursor)


@router.get(
    "/problems.csv",
    response_class=CsvResponse,
    response_description="The table.",
    responses={
        **csv_answer('"site","learner","problem","solved"\r\n"practice","ada","double",True\r\n'),
        **error_responses(InvalidRequestError, NotReadyError),
    },
)
async def read_learner_problems_table(
    service: LearnerServiceDep, caller: AuthorDep, query: Annotated[LearnerQuery, Query()]
) -> StreamingResponse:
    """Return all of the list as a file."""
    return StreamingResponse(
        _table(service, caller, query.wanted),
        media_type=CsvResponse.media_type,
        headers=as_file("learners.csv"),
    )


async def _table(
    service: LearnerService, caller: Caller, wanted: LearnerFilter
) -> AsyncIterator[str]:
    yield csv_head(LearnerProblem)
    async for rows in service.all_problems(caller, wanted):
        yield csv_rows(LearnerProblem, rows)
