"""Hints to open one by one, and the editorial for those who solved the problem."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from app.auth.dependencies import CALLER_ERRORS, ReaderDep
from app.core.errors import InvalidRequestError, NotReadyError
from app.core.texts import Name
from app.editorials.dependencies import EditorialServiceDep, HintServiceDep
from app.editorials.errors import (
    EditorialClosedError,
    HintsHeldBackError,
    NoEditorialError,
    NoHintError,
)
from app.http.responses import error_responses
from app.problems.errors import UnknownProblemError
from app.problems.request_body import ProblemName

router = APIRouter(prefix="/problems", tags=["problems"], responses=CALLER_ERRORS)


class ProblemHint(BaseModel):
    """One of a problem's hints."""

    number: int = Field(description="From 1; a later one says more.")
    total: int = Field(description="How many hints the problem has.")
    text: str = Field(description="The hint, in Markdown.")


class Editorial(BaseModel):
    """What a problem is about, once it is solved."""

    text: str = Field(description="The editorial, in Markdown.")
    solution: str = Field(description="The reference.")


@router.get(
    "/{name}/hints/{number}",
    responses=error_responses(
        UnknownProblemError, NoHintError, HintsHeldBackError, InvalidRequestError, NotReadyError
    ),
)
async def read_hint(
    service: HintServiceDep,
    caller: ReaderDep,
    name: ProblemName,
    number: Annotated[int, Path(description="Which one, from 1.")],
) -> ProblemHint:
    """Read one of a problem's hints."""
    text, total = await service.hint(caller, name, number)
    return ProblemHint(number=number, total=total, text=text)


@router.get(
    "/{name}/editorial",
    responses=error_responses(
        UnknownProblemError,
        NoEditorialError,
        EditorialClosedError,
        InvalidRequestError,
        NotReadyError,
    ),
)
async def read_editorial(
    service: EditorialServiceDep,
    caller: ReaderDep,
    name: ProblemName,
    learner: Annotated[
        Name | None,
        Query(description="Whose submissions open it; else those of all, or of the signed-in one."),
    ] = None,
) -> Editorial:
    """Read a problem's editorial and its reference, once a submission has opened them."""
    problem = await service.read(caller, name, learner)
    return Editorial(text=problem.editorial or "", solution=problem.solution)
