"""The pages about learners, for the scope `author`."""

from collections.abc import Iterable
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from app.auth.dependencies import AuthorDep
from app.auth.link_endpoints import MAX_DAYS, MAX_LEARNERS
from app.core.errors import InvalidRequestError
from app.core.texts import Name
from app.database.pagination import Page
from app.learners.dependencies import LearnerServiceDep
from app.learners.endpoints import LearnerPageQuery
from app.learners.schemas import LearnerFilter, LearnerProblem
from app.problems.catalogue import Catalogue
from app.problems.dependencies import CatalogueDep
from app.submissions.dependencies import SubmissionServiceDep
from app.submissions.schemas import SubmissionFilter, SubmissionSummary
from app.web.routing import PageRoute, PagesDep, reader_values
from graders.core.verdict import title_from

router = APIRouter(route_class=PageRoute, include_in_schema=False)

Which = Literal["all", "solved", "unsolved", "stuck"]
# From here on the page calls a learner stuck.
STUCK_AFTER = 3
_ON_A_PAGE = 50
_FILTERS: dict[str, dict[str, object]] = {
    "all": {},
    "solved": {"solved": True},
    "unsolved": {"solved": False},
    "stuck": {"solved": False, "min_submissions": STUCK_AFTER},
}


def _wanted(
    learner: str = "", problem: str = "", which: Which = "all", cursor: str = ""
) -> LearnerPageQuery:
    """Parse the form; an empty field is left open."""
    given = {"learner": learner.strip(), "problem": problem, "cursor": cursor}
    fields = {name: text for name, text in given.items() if text}
    try:
        return LearnerPageQuery.model_validate(fields | _FILTERS[which] | {"limit": _ON_A_PAGE})
    except ValidationError as error:
        raise InvalidRequestError.of_validation(error) from None


@router.get("/learners")
async def learners(
    request: Request,
    service: LearnerServiceDep,
    catalogue: CatalogueDep,
    pages: PagesDep,
    caller: AuthorDep,
    query: Annotated[LearnerPageQuery, Depends(_wanted)],
    which: Which = "all",
) -> HTMLResponse:
    """What each learner has made of each problem, and who is stuck on what."""
    page = await service.problems(caller, query.wanted, query.limit, query.cursor)
    chosen = {"learner": query.learner, "problem": query.problem, "which": which}
    asked = query.model_dump(mode="json", exclude_none=True, exclude={"limit", "cursor"})
    return pages.answer(
        "learners.html",
        page=page,
        query=query,
        which=which,
        stuck_after=STUCK_AFTER,
        titles=_titles(catalogue),
        mistakes=_mistakes(catalogue, page.items),
        here=urlencode({name: value for name, value in chosen.items() if value}),
        csv=urlencode(asked),
        **reader_values(request, caller),
    )


@router.get("/learners/links")
async def learner_links(request: Request, pages: PagesDep, caller: AuthorDep) -> HTMLResponse:
    """A form that makes links which sign learners in."""
    return pages.answer(
        "learner-links.html",
        max_learners=MAX_LEARNERS,
        max_days=MAX_DAYS,
        **reader_values(request, caller),
    )


@router.get("/learner")
async def learner(
    request: Request,
    service: LearnerServiceDep,
    submissions: SubmissionServiceDep,
    catalogue: CatalogueDep,
    pages: PagesDep,
    caller: AuthorDep,
    name: Annotated[Name, Query()],
) -> HTMLResponse:
    """One learner: each problem that they tried, and their latest submissions."""
    wanted = LearnerFilter(learner=name)
    tried = [row async for rows in service.all_problems(caller, wanted) for row in rows]
    latest: Page[SubmissionSummary] = Page([], None)
    if caller.may("read"):
        latest = await submissions.find(caller, SubmissionFilter(learner=name), 20, None)
    return pages.answer(
        "learner.html",
        name=name,
        tried=tried,
        solved=sum(each.solved for each in tried),
        latest=latest,
        titles=_titles(catalogue),
        mistakes=_mistakes(catalogue, tried),
        **reader_values(request, caller),
    )


def _titles(catalogue: Catalogue) -> dict[str, str]:
    return {name: problem.spec.title for name, problem in catalogue.problems.items()}


def _mistakes(catalogue: Catalogue, rows: Iterable[LearnerProblem]) -> dict[tuple[str, str], str]:
    """The titles of the mistakes of these rows, by problem and name."""
    found = {(row.problem, row.last_mistake) for row in rows if row.last_mistake is not None}
    titles = {
        (name, example.mistake): example.title
        for name in {name for name, _ in found}
        if (problem := catalogue.problems.get(name)) is not None
        for example in problem.submissions
    }
    return {each: titles.get(each) or title_from(each[1]) for each in found}
