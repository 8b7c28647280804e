"""Learners' progress."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.auth.dependencies import CALLER_ERRORS, ReaderDep
from app.core.errors import InvalidRequestError, NotReadyError
from app.core.texts import Name
from app.http.responses import error_responses
from app.submissions.dependencies import SubmissionServiceDep

router = APIRouter(prefix="/progress", tags=["submissions"], responses=CALLER_ERRORS)


class ProblemProgress(BaseModel):
    """The progress on one problem."""

    problem: str
    submissions: int = Field(description="How many submissions there were.")
    solved: bool = Field(description="Whether one of them was accepted.")
    last_submitted_at: datetime


class ProgressList(BaseModel):
    """The problems with submissions, by name."""

    problems: list[ProblemProgress]


@router.get("", responses=error_responses(InvalidRequestError, NotReadyError))
async def read_progress(
    service: SubmissionServiceDep,
    caller: ReaderDep,
    learner: Annotated[
        Name | None, Query(description="Of this learner; else of all, or of the signed-in one.")
    ] = None,
) -> ProgressList:
    """Show which problems were tried, and which are solved."""
    found = await service.progress(caller, learner)
    return ProgressList(
        problems=[
            ProblemProgress(
                problem=entry.problem,
                submissions=entry.submissions,
                solved=entry.solved,
                last_submitted_at=entry.last_submitted_at,
            )
            for entry in found
        ]
    )
