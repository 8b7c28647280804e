"""The instructor's pages, for the scope `author`. The API offers everything they do."""

import json
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.auth.caller import Caller
from app.auth.dependencies import AuthorDep, SomeAuthorDep
from app.auth.errors import ForbiddenError
from app.courses.dependencies import CourseServiceDep
from app.courses.service import CourseService
from app.http.pagination import Id
from app.problem_checks.dependencies import CheckServiceDep
from app.problem_checks.service import CheckService
from app.problems.authoring_service import AuthoringService
from app.problems.case_endpoints import ENTRY_LISTS, EntryList
from app.problems.dependencies import AuthoringDep, PublishingDep
from app.problems.errors import UnknownCaseError
from app.problems.publishing_service import PublishingService
from app.problems.schemas import Revision
from app.rejudges.dependencies import RejudgeServiceDep
from app.rejudges.service import RejudgeService
from app.web.diff import file_changes
from app.web.entries import entry_rows, tolerance_words, written
from app.web.input_form import MADE, Field, fields, kinds
from app.web.makers import makers
from app.web.rendering import Pages
from app.web.routing import PageRoute, PagesDep, WorkDep, reader_values
from graders.problem.editing import MAX_DIFF_CHARACTERS
from graders.problem.package import Problem

# The number of checks or rejudges on a page.
_LISTED = 20

router = APIRouter(prefix="/author", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class _Desk:
    """The parts that an instructor's page needs, and the values about its reader."""

    authoring: AuthoringService
    courses: CourseService
    publishing: PublishingService
    checks: CheckService
    rejudges: RejudgeService
    pages: Pages
    caller: Caller
    who: dict[str, Any]

    async def problem(self, name: str) -> Problem:
        if not await self.courses.may_change(self.caller, name):
            raise ForbiddenError("author")
        return await self.authoring.current_problem(name)

    async def revisions(self, problem: Problem) -> list[Revision]:
        return await self.authoring.revisions(problem.name)

    async def answer(self, template: str, problem: Problem, **values: Any) -> HTMLResponse:
        state = await self.authoring.state(problem.name)
        published = await self.publishing.publications(problem.name)
        values |= {"problem": problem, "state": state, "published": published}
        return self.pages.answer(f"author/{template}", **values, **self.who)


def _desk(
    request: Request,
    authoring: AuthoringDep,
    courses: CourseServiceDep,
    publishing: PublishingDep,
    checks: CheckServiceDep,
    rejudges: RejudgeServiceDep,
    pages: PagesDep,
    caller: SomeAuthorDep,
) -> _Desk:
    who = reader_values(request, caller)
    return _Desk(authoring, courses, publishing, checks, rejudges, pages, caller, who)


DeskDep = Annotated[_Desk, Depends(_desk)]


@router.get("")
async def problem_list(desk: DeskDep, cursor: Id | None = None) -> HTMLResponse:
    """Every problem that the author may change, archived ones too, and the newest checks."""
    problems, earlier = await desk.authoring.all(), None
    if (own := await desk.courses.own_problems(desk.caller)) is None:
        earlier = await desk.checks.recent(desk.caller, None, _LISTED, cursor)
    else:
        problems = [each for each in problems if each[0].name in own]
    return desk.pages.answer("author/problems.html", problems=problems, earlier=earlier, **desk.who)


# No problem's name has a hyphen.
@router.get("/new-problem")
async def new_problem(desk: DeskDep) -> HTMLResponse:
    """A form to begin a problem."""
    return desk.pages.answer("author/new.html", **desk.who)


@router.get("/checks/{check_id}")
async def found_check(desk: DeskDep, check_id: str) -> RedirectResponse:
    """The page that shows a check or preview: that of its problem, if there is one."""
    check = await desk.checks.find(desk.caller, check_id)
    known = check.problem in {problem.name for problem, _ in await desk.authoring.all()}
    place = f"/author/{check.problem}/check" if known else "/author"
    return RedirectResponse(f"{place}?id={check.id}", 303)


@router.get("/{name}")
async def cases(desk: DeskDep, name: str, before: str | None = None) -> HTMLResponse:
    """A problem's cases and generators; `before` was live until they changed, empty for none."""
    problem = await desk.problem(name)
    return await desk.answer(
        "cases.html",
        problem,
        rows=entry_rows(problem),
        tolerance=tolerance_words(problem.spec.tolerance),
        has_generator_code=problem.generator is not None,
        before=before,
    )


@router.get("/{name}/case")
async def case(
    desk: DeskDep,
    work: WorkDep,
    name: str,
    kind: str = "case",
    entry: str | None = None,
) -> HTMLResponse:
    """A form to add or change a case or generator, and to try it."""
    problem = await desk.problem(name)
    if kind not in ENTRY_LISTS:
        raise UnknownCaseError
    listed = EntryList.of(problem)
    found = getattr(listed, ENTRY_LISTS[kind])
    given = next((each for each in found if each["name"] == entry), None)
    if entry is not None and given is None:
        raise UnknownCaseError
    checks = await desk.checks.recent(desk.caller, problem.name, _LISTED, None)
    made_by: list[str] = []
    if problem.harness.given is not None and kind == "case":
        made_by = await work.run(desk.caller.key_id, makers, problem.harness.given)
    return await desk.answer(
        "case.html",
        problem,
        under_way=[each for each in checks.items if each.status in ("queued", "running")],
        kind=kind,
        replaces=entry,
        given=given or {},
        text=written(given or _begun(kind, listed.parameters)),
        fields=_argument_fields(listed, given) if kind == "case" else [],
        kinds=kinds(x64=problem.spec.x64),
        makers=made_by,
        tolerance=tolerance_words(problem.spec.tolerance),
    )


@router.get("/{name}/check")
async def check(desk: DeskDep, name: str, cursor: Id | None = None) -> HTMLResponse:
    """What the cases catch and what they miss; and the earlier checks."""
    problem = await desk.problem(name)
    earlier = await desk.checks.recent(desk.caller, problem.name, _LISTED, cursor)
    return await desk.answer("check.html", problem, earlier=earlier)


@router.get("/{name}/revisions")
async def revision_list(desk: DeskDep, name: str, before: str | None = None) -> HTMLResponse:
    """Every revision, newest first; `before` was live until another was made live."""
    problem = await desk.problem(name)
    listed = await desk.revisions(problem)
    return await desk.answer("revisions.html", problem, revisions=listed, before=before)


@router.get("/{name}/changes")
async def compare(
    desk: DeskDep,
    name: str,
    new: str,
    old: str | None = None,
) -> HTMLResponse:
    """The changes from one revision, or the parent, to another."""
    problem = await desk.problem(name)
    listed = await desk.revisions(problem)
    order = {revision.revision: place for place, revision in enumerate(listed)}
    if old is not None and order.get(old, 0) < order.get(new, 0):
        old, new = new, old
    after, diff = await desk.authoring.changes(desk.caller, problem.name, new, old)
    before = next((each for each in listed if each.revision == (old or after.parent)), None)
    return await desk.answer(
        "changes.html",
        problem,
        before=before,
        after=after,
        files=file_changes(diff),
        is_cut=len(diff) > MAX_DIFF_CHARACTERS,
    )


@router.get("/{name}/rejudge")
async def rejudge(
    desk: DeskDep, _: AuthorDep, name: str, judged_on: str | None = None, cursor: Id | None = None
) -> HTMLResponse:
    """Judge submissions again, and show the changes before they take effect."""
    problem = await desk.problem(name)
    listed = await desk.revisions(problem)
    earlier = await desk.rejudges.recent(desk.caller, problem.name, _LISTED, cursor)
    return await desk.answer(
        "rejudge.html", problem, revisions=listed, judged_on=judged_on, earlier=earlier
    )


@router.get("/{name}/package")
async def package(desk: DeskDep, name: str) -> HTMLResponse:
    """Download, upload and archive the whole problem."""
    problem = await desk.problem(name)
    return await desk.answer("package.html", problem)


def _argument_fields(listed: EntryList, given: dict[str, Any] | None) -> list[Field]:
    """The fields of a case; for a new one with the kinds of the first case.

    They are empty then, but for what a function makes: nobody writes that from nothing.
    """
    if given is not None:
        return [_for_editing(field) for field in fields(listed.parameters, given["arguments"])]
    first = listed.cases[0]["arguments"] if listed.cases else None
    return [
        _for_editing(field) if field.kind == MADE else replace(field, value="")
        for field in fields(listed.parameters, first)
    ]


def _for_editing(field: Field) -> Field:
    return replace(field, value=written(json.loads(field.value))) if field.kind == MADE else field


def _begun(kind: str, parameters: list[str]) -> dict[str, Any]:
    """The keys of a new generator to start from."""
    if kind == "python_generator":
        return {"name": "generated", "count": 4, "function": "generate"}
    arguments = {name: {"distribution": "normal", "shape": ["n"]} for name in parameters}
    grid = {"axes": ["n"], "shapes": [[2], [5]]}
    return {"name": "drawn", "count": 4, "grid": grid, "arguments": arguments}
