"""Listing submissions."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from app.auth.dependencies import CALLER_ERRORS, ReaderDep
from app.core.errors import InvalidRequestError, NotReadyError, UnknownCursorError
from app.core.field_errors import refusal
from app.core.moments import Moment
from app.core.texts import Name
from app.http.pagination import DEFAULT_LIMIT, Id, Limit, Next
from app.http.responses import error_responses
from app.submissions.dependencies import SubmissionServiceDep
from app.submissions.schemas import Status, SubmissionFilter, SubmissionSummary
from graders.core.verdict import Outcome

router = APIRouter(prefix="/submissions", tags=["submissions"], responses=CALLER_ERRORS)


class SubmissionQuery(BaseModel):
    """Which submissions, and how many per page."""

    model_config = ConfigDict(extra="forbid")

    problem: Name | None = Field(default=None, description="For this problem.")
    learner: Name | None = Field(
        default=None, description="By this learner.", examples=["learner-17"]
    )
    assignment: Id | None = Field(default=None, description="Handed in to this assignment.")
    external_id: Name | None = Field(default=None, description="With this id of the site's.")
    verdict: Outcome | None = Field(default=None, description="Judged so.")
    status: Status | None = Field(default=None, description="In this state.")
    mistake: Name | None = Field(default=None, description="Those that make this known mistake.")
    case: Name | None = Field(
        default=None, description="Those that ran this case of `problem` and did not pass it."
    )
    created_after: Moment | None = Field(
        default=None,
        description="Accepted after this moment, which needs a time zone.",
        examples=["2026-01-31T12:00:00Z"],
    )
    created_before: Moment | None = Field(
        default=None, description="Accepted before it.", examples=["2026-02-01T00:00:00+01:00"]
    )
    limit: Limit = DEFAULT_LIMIT
    cursor: Name | None = Field(default=None, description="`next` of the page before.")

    @field_validator("case")
    @classmethod
    def _is_of_a_problem(cls, case: str | None, info: ValidationInfo) -> str | None:
        if case is not None and info.data.get("problem") is None:
            raise refusal("needs_problem")
        return case

    @property
    def wanted(self) -> SubmissionFilter:
        """The filter for the submissions."""
        return SubmissionFilter(**self.model_dump(exclude={"limit", "cursor"}))


class SubmissionPage(BaseModel):
    """One page of submissions, newest first."""

    submissions: list[SubmissionSummary]
    next: Next


@router.get("", responses=error_responses(UnknownCursorError, InvalidRequestError, NotReadyError))
async def list_submissions(
    service: SubmissionServiceDep, caller: ReaderDep, query: Annotated[SubmissionQuery, Query()]
) -> SubmissionPage:
    """List submissions, newest first."""
    page = await service.find(caller, query.wanted, query.limit, query.cursor)
    return SubmissionPage(submissions=page.items, next=page.next_cursor)
