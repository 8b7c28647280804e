"""Telling a submission as a whole or in summary: a verdict on 1,000 cases has hundreds of kB."""

from typing import Annotated, TypeVar

from fastapi import Query

from app.core.detail import Detail
from app.submissions.schemas import CancelledSubmission, FinishedSubmission, UnfinishedSubmission
from graders.core.verdict import CaseVerdict

DetailQuery = Annotated[
    Detail,
    Query(
        description="`summary` leaves the cases out: `cases` is empty, and so are those of `hints`."
    ),
]

_Submission = TypeVar("_Submission", UnfinishedSubmission, CancelledSubmission, FinishedSubmission)


def in_detail(submission: _Submission, detail: Detail) -> _Submission:
    """The submission, without its cases in a summary."""
    match submission:
        case FinishedSubmission() if detail == "summary":
            hints = tuple(hint.model_copy(update={"cases": ()}) for hint in submission.hints)
            return submission.model_copy(update={"cases": (), "hints": hints})
        case UnfinishedSubmission() if detail == "summary":
            return submission.model_copy(update={"cases": ()})
    return submission


def case_in_detail(case: CaseVerdict, detail: Detail) -> CaseVerdict:
    """The case, in a summary without what was printed, given and returned, and how they differ."""
    if detail == "full":
        return case
    return CaseVerdict(
        name=case.name,
        visibility=case.visibility,
        verdict=case.verdict,
        message=case.message,
        reason=case.reason,
        parameters=case.parameters,
        author_message=case.author_message,
        weight=case.weight,
        time_ms=case.time_ms,
        cpu_ms=case.cpu_ms,
    )
