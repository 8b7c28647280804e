"""Statistics of the problems, as JSON and as CSV tables."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from app.auth.dependencies import CALLER_ERRORS, AuthorDep
from app.core.errors import InvalidRequestError, NotReadyError
from app.core.field_errors import refusal
from app.http.csv_table import CsvResponse, as_file, csv_answer, csv_head, csv_rows
from app.http.responses import error_responses
from app.problems.errors import UnknownProblemError, UnknownRevisionError
from app.problems.request_body import ProblemName
from app.statistics.dependencies import StatisticsServiceDep
from app.statistics.schemas import (
    Period,
    ProblemStatistics,
    ProblemTotals,
    StatisticsOverview,
    TableName,
    UnnamedMistakes,
)

router = APIRouter(tags=["statistics"], responses=CALLER_ERRORS)

# Pydantic would accept a number as seconds since the epoch.
_ISO_8601 = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _refuse_other_days(text: object) -> object:
    if isinstance(text, str) and not _ISO_8601.fullmatch(text):
        raise refusal("must_look_like", example="2026-01-31")
    return text


_Day = Annotated[date, BeforeValidator(_refuse_other_days)]


class PeriodQuery(BaseModel):
    """The days to include."""

    model_config = ConfigDict(extra="forbid")

    first_day: _Day | None = Field(
        default=None,
        description="Only what was handed in on this day or later, in UTC.",
        examples=["2026-01-01"],
    )
    last_day: _Day | None = Field(
        default=None,
        description="Only what was handed in on this day or earlier.",
        examples=["2026-01-31"],
    )

    @property
    def period(self) -> Period:
        """The days as a `Period`."""
        return Period(self.first_day, self.last_day)


_PeriodDep = Annotated[PeriodQuery, Query()]
_ERRORS = error_responses(UnknownProblemError, InvalidRequestError, NotReadyError)
_CSV = csv_answer('"day","submissions","accepted"\r\n"2026-01-31",3,1\r\n')


@router.get("/statistics", responses=error_responses(InvalidRequestError, NotReadyError))
async def read_overview(
    service: StatisticsServiceDep, caller: AuthorDep, query: _PeriodDep
) -> StatisticsOverview:
    """Show how many submissions and learners each problem has, and how many succeed."""
    return await service.overview(caller, query.period)


@router.get(
    "/statistics/problems.csv",
    response_class=CsvResponse,
    response_description="The table.",
    responses=_CSV | error_responses(InvalidRequestError, NotReadyError),
)
async def read_overview_table(
    service: StatisticsServiceDep, caller: AuthorDep, query: _PeriodDep
) -> CsvResponse:
    """Return the figures of all problems as a file."""
    overview = await service.overview(caller, query.period)
    return _file("problems.csv", ProblemTotals, overview.problems)


@router.get("/problems/{name}/statistics", responses=_ERRORS)
async def read_statistics(
    service: StatisticsServiceDep, caller: AuthorDep, name: ProblemName, query: _PeriodDep
) -> ProblemStatistics:
    """Show how learners do on a problem, archived or not."""
    return await service.of_problem(caller, name, query.period)


@router.get(
    "/problems/{name}/statistics/unnamed",
    responses=error_responses(
        UnknownProblemError, UnknownRevisionError, InvalidRequestError, NotReadyError
    ),
)
async def list_unnamed_mistakes(
    service: StatisticsServiceDep, caller: AuthorDep, name: ProblemName, query: _PeriodDep
) -> UnnamedMistakes:
    """Group the wrong submissions that no known mistake explains by what they do.

    The largest group is the next mistake to make known.
    """
    return await service.unnamed(caller, name, query.period)


@router.get(
    "/problems/{name}/statistics/{table}.csv",
    response_class=CsvResponse,
    response_description="The table.",
    responses=_CSV | _ERRORS,
)
async def read_statistics_table(
    service: StatisticsServiceDep,
    caller: AuthorDep,
    name: ProblemName,
    table: Annotated[TableName, Path(description="Which of its tables.")],
    query: _PeriodDep,
) -> CsvResponse:
    """Return one table of a problem's statistics as a file."""
    statistics = await service.of_problem(caller, name, query.period)
    return _file(f"{statistics.problem}-{table}.csv", *statistics.table(table))


def _file(name: str, kind: type[BaseModel], rows: Sequence[BaseModel]) -> CsvResponse:
    return CsvResponse(csv_head(kind) + csv_rows(kind, rows), headers=as_file(name))
