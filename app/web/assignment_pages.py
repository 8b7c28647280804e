"""The pages about assignments: for learners what is due, for instructors also the gradebook."""

from collections.abc import Mapping
from typing import Annotated, Any, get_args

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from app.assignments.dependencies import AssignmentServiceDep, GradebookDep
from app.assignments.endpoints import AssignmentQuery
from app.assignments.grade_endpoints import GradesQuery
from app.assignments.schemas import Assignment, When
from app.auth.dependencies import ReaderDep, SomeAuthorDep
from app.problems.catalogue import Catalogue
from app.problems.dependencies import CatalogueDep
from app.track.dependencies import TrackServiceDep
from app.track.schemas import Track, TrackProblem
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

_MEANINGS = {
    "hints": "the known mistake that a submission looks like",
    "smallest_input": "with what is expected for it",
    "editorial": "the solution, explained",
}


async def _shown(
    service: AssignmentServiceDep,
    gradebook: GradebookDep,
    catalogue: CatalogueDep,
    caller: ReaderDep,
    assignment_id: str,
) -> dict[str, Any]:
    """The values of an assignment's page."""
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
    request: Request, track: TrackServiceDep, pages: PagesDep, caller: SomeAuthorDep
) -> HTMLResponse:
    """A form to set an assignment."""
    form = _form(await track.read(caller), None)
    return pages.answer("assignment-form.html", **form, **reader_values(request, caller))


@router.get("/{assignment_id}")
async def assignment(
    request: Request,
    values: Annotated[dict[str, Any], Depends(_shown)],
    pages: PagesDep,
    caller: ReaderDep,
) -> HTMLResponse:
    """One assignment: its problems, when it is due, and what is left to the learner."""
    return pages.answer(
        "assignment.html", is_framed=False, **values, **reader_values(request, caller)
    )


@router.get("/{assignment_id}/framed")
async def framed_assignment(
    values: Annotated[dict[str, Any], Depends(_shown)], pages: PagesDep, caller: ReaderDep
) -> HTMLResponse:
    """The same for a frame of another site's page, once that knows its reader."""
    return pages.answer("assignment-body.html", is_framed=True, caller=caller, **values)


@router.get("/{assignment_id}/edit")
async def edit_assignment(
    request: Request,
    service: AssignmentServiceDep,
    track: TrackServiceDep,
    pages: PagesDep,
    caller: SomeAuthorDep,
    assignment_id: str,
) -> HTMLResponse:
    """A form to change an assignment."""
    form = _form(await track.read(caller), await service.get(caller, assignment_id))
    return pages.answer("assignment-form.html", **form, **reader_values(request, caller))


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


def _form(track: Track, found: Assignment | None) -> dict[str, Any]:
    """The values of the form: the problems in groups, its own first, then by chapter."""
    points = {} if found is None else {each.problem: each.points for each in found.problems}
    groups = [
        ("In the assignment", list(points)),
        *((chapter.title, _others(chapter.problems, points)) for chapter in track.chapters),
        ("More problems" if track.chapters else "Problems", _others(track.more, points)),
    ]
    return {
        "assignment": found,
        "points": points,
        "groups": [(title, names) for title, names in groups if names],
        "titles": {each.name: each.title for each in track.problems},
        "shown": _SHOWN,
        "meanings": _MEANINGS,
        "moments": {when: _MOMENTS[when] for when in get_args(When)},
    }


def _others(problems: list[TrackProblem], points: Mapping[str, float]) -> list[str]:
    return [each.name for each in problems if each.name not in points]


def _titles(catalogue: Catalogue) -> dict[str, str]:
    return {name: problem.spec.title for name, problem in catalogue.problems.items()}
