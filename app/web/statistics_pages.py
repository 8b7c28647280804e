"""The statistics pages, for the scope `author`."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from app.auth.dependencies import AuthorDep
from app.core.errors import InvalidRequestError
from app.problems.dependencies import AuthoringDep, CatalogueDep
from app.statistics.dependencies import StatisticsServiceDep
from app.statistics.endpoints import PeriodQuery
from app.web.routing import PageRoute, PagesDep, reader_values

router = APIRouter(route_class=PageRoute, include_in_schema=False)


def _period(first_day: str = "", last_day: str = "") -> PeriodQuery:
    """Parse the days in a form; an empty field is left open."""
    given = {"first_day": first_day, "last_day": last_day}
    try:
        return PeriodQuery.model_validate({name: day for name, day in given.items() if day})
    except ValidationError as error:
        raise InvalidRequestError.of_validation(error) from None


def _query(period: PeriodQuery) -> str:
    """The same days as a URL query."""
    given = period.model_dump(mode="json", exclude_none=True)
    return f"?{urlencode(given)}" if given else ""


_PeriodDep = Annotated[PeriodQuery, Depends(_period)]


@router.get("/statistics")
async def overview(
    request: Request,
    service: StatisticsServiceDep,
    catalogue: CatalogueDep,
    pages: PagesDep,
    caller: AuthorDep,
    period: _PeriodDep,
) -> HTMLResponse:
    """Every problem with its totals."""
    shown = await service.overview(caller, period.period)
    found = {each.problem: each for each in shown.problems}
    # Of the archived problems, only those with submissions.
    archived = {name: each for name, each in catalogue.archived.items() if name in found}
    titles = {name: each.spec.title for name, each in {**catalogue.problems, **archived}.items()}
    # What learners have tried comes first: of a whole track that is little at the start.
    order = sorted(titles.items(), key=lambda each: (each[0] not in found, each[1]))
    return pages.answer(
        "statistics.html",
        titles=order,
        totals=found,
        period=period,
        query=_query(period),
        **reader_values(request, caller),
    )


@router.get("/problems/{name}/statistics")
async def statistics(
    request: Request,
    authoring: AuthoringDep,
    service: StatisticsServiceDep,
    pages: PagesDep,
    caller: AuthorDep,
    period: _PeriodDep,
    name: str,
) -> HTMLResponse:
    """How learners do on one problem; the API provides the figures."""
    problem = await authoring.live_problem(name)
    return pages.answer(
        "problem-statistics.html",
        problem=problem,
        is_archived=(await authoring.state(name)).is_archived,
        unnamed=(await service.unnamed(caller, name, period.period)).groups,
        may_read=caller.may("read"),
        period=period,
        query=_query(period),
        **reader_values(request, caller),
    )
