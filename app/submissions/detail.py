"""Telling a submission as a whole or in summary: a verdict on 1,000 cases has hundreds of kB."""

from typing import Annotated, TypeVar

from fastapi import Query
from pydantic import BaseModel

from app.core.detail import Detail
from app.submissions.schemas import FinishedSubmission, UnfinishedSubmission
from graders.core.verdict import CaseVerdict

DetailQuery = Annotated[
    Detail,
    Query(
        description="`summary` leaves the cases out: `cases` is empty, and so are those of `hints`."
    ),
]

_Told = TypeVar("_Told", bound=BaseModel)


def in_detail(submission: _Told, detail: Detail) -> _Told:
    """The submission, without its cases in a summary."""
    less = _left_out(submission) if detail == "summary" else None
    return submission.model_copy(update=less) if less else submission


def _left_out(submission: BaseModel) -> dict[str, object]:
    match submission:
        case FinishedSubmission(hints=hints):
            without = tuple(hint.model_copy(update={"cases": ()}) for hint in hints)
            return {"cases": (), "hints": without}
        case UnfinishedSubmission():
            return {"cases": ()}
    return {}


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
