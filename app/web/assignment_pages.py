"""The pages about assignments: for learners what is due, for instructors also the gradebook."""

from typing import Annotated, Any, get_args

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from app.assignments.dependencies import AssignmentServiceDep, GradebookDep
from app.assignments.endpoints import AssignmentQuery
from app.assignments.grade_endpoints import GradesQuery
from app.assignments.gradebook import Gradebook
from app.assignments.schemas import Assignment, When
from app.assignments.service import AssignmentService
from app.auth.caller import Caller
from app.auth.dependencies import ReaderDep, SomeAuthorDep
from app.problems.catalogue import Catalogue
from app.problems.dependencies import CatalogueDep
from app.web.routing import PageRoute, PagesDep, reader_values

router = APIRouter(prefix="/assignments", route_class=PageRoute, include_in_schema=False)

_MOMENTS: dict[When, str] = {
    "always": "always",
    "accepted": "once it is solved",
    "due": "when it is due",
    "closed": "when it has closed",
    "never": "never",
}
_SHOWN = {
    "hints": "Hints",
    "smallest_input": "Smallest failing input",
    "editorial": "Editorial",
}


@router.get("")
async def assignment_list(
    request: Request,
    service: AssignmentServiceDep,
    gradebook: GradebookDep,
    pages: PagesDep,
    caller: ReaderDep,
    query: Annotated[AssignmentQuery, Query()],
) -> HTMLResponse:
    """The assignments, newest first; to a learner with what they have of each."""
    page = await service.find(caller, query.course, query.limit, query.cursor)
    standings = {}
    if caller.learner is not None:
        standings = {
            each.id: await gradebook.of_learner(caller, each.id, caller.learner)
            for each in page.items
        }
    return pages.answer(
        "assignments.html",
        page=page,
        course=query.course,
        standings=standings,
        **reader_values(request, caller),
    )


@router.get("/new")
async def new_assignment(
    request: Request, catalogue: CatalogueDep, pages: PagesDep, caller: SomeAuthorDep
) -> HTMLResponse:
    """A form to set an assignment."""
    return pages.answer("assignment-form.html", **_form(request, catalogue, caller, None))


@router.get("/{assignment_id}")
async def assignment(
    request: Request,
    service: AssignmentServiceDep,
    gradebook: GradebookDep,
    catalogue: CatalogueDep,
    pages: PagesDep,
    caller: ReaderDep,
    assignment_id: str,
) -> HTMLResponse:
    """One assignment: its problems, when it is due, and what is left to the learner."""
    values = await _shown(service, gradebook, catalogue, caller, assignment_id)
    return pages.answer(
        "assignment.html", is_framed=False, **values, **reader_values(request, caller)
    )


@router.get("/{assignment_id}/framed")
async def framed_assignment(
    service: AssignmentServiceDep,
    gradebook: GradebookDep,
    catalogue: CatalogueDep,
    pages: PagesDep,
    caller: ReaderDep,
    assignment_id: str,
) -> HTMLResponse:
    """The same for a frame of another site's page, once that knows its reader."""
    values = await _shown(service, gradebook, catalogue, caller, assignment_id)
    return pages.answer("assignment-body.html", is_framed=True, caller=caller, **values)


@router.get("/{assignment_id}/edit")
async def edit_assignment(
    request: Request,
    service: AssignmentServiceDep,
    catalogue: CatalogueDep,
    pages: PagesDep,
    caller: SomeAuthorDep,
    assignment_id: str,
) -> HTMLResponse:
    """A form to change an assignment."""
    found = await service.get(caller, assignment_id)
    return pages.answer("assignment-form.html", **_form(request, catalogue, caller, found))


@router.get("/{assignment_id}/grades")
async def grades(
    request: Request,
    service: AssignmentServiceDep,
    gradebook: GradebookDep,
    catalogue: CatalogueDep,
    pages: PagesDep,
    caller: SomeAuthorDep,
    assignment_id: str,
    query: Annotated[GradesQuery, Query()],
) -> HTMLResponse:
    """What each learner has, and the exceptions."""
    found = await service.get(caller, assignment_id)
    return pages.answer(
        "gradebook.html",
        assignment=found,
        page=await gradebook.page(caller, found.id, query.limit, query.cursor),
        exceptions=await service.exceptions(caller, found.id),
        titles=_titles(catalogue),
        **reader_values(request, caller),
    )


async def _shown(
    service: AssignmentService,
    gradebook: Gradebook,
    catalogue: Catalogue,
    caller: Caller,
    assignment_id: str,
) -> dict[str, Any]:
    found = await service.get(caller, assignment_id)
    standing = None
    if caller.learner is not None:
        standing = await gradebook.of_learner(caller, found.id, caller.learner)
    return {
        "assignment": found,
        "standing": standing,
        "titles": _titles(catalogue),
        "shown": _SHOWN,
        "moments": _MOMENTS,
    }


def _form(
    request: Request, catalogue: Catalogue, caller: Caller, found: Assignment | None
) -> dict[str, Any]:
    titles = _titles(catalogue)
    points = {} if found is None else {each.problem: each.points for each in found.problems}
    # Those that it has, in its order; then the others.
    others = sorted(titles.keys() - points.keys(), key=lambda name: titles[name])
    return {
        "assignment": found,
        "points": points,
        "names": [*points, *others],
        "titles": titles,
        "shown": _SHOWN,
        "moments": {when: _MOMENTS[when] for when in get_args(When)},
        **reader_values(request, caller),
    }


def _titles(catalogue: Catalogue) -> dict[str, str]:
    return {name: problem.spec.title for name, problem in catalogue.problems.items()}
