"""Checks: whether a problem's cases are sound, before the problem is changed."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response
from pydantic import BaseModel, Field

from app.auth.dependencies import CALLER_ERRORS, AuthorDep, SomeAuthorDep
from app.core.errors import InvalidRequestError, NotReadyError, UnknownCursorError
from app.core.texts import Name
from app.courses.dependencies import ProblemAuthorDep
from app.http.pagination import Next, Paging
from app.http.prefer import preferred_wait_s
from app.http.responses import error_responses
from app.jobs.errors import QueueFullError
from app.problem_checks.dependencies import CheckServiceDep
from app.problem_checks.errors import TooManyChecksOfKeyError, UnknownCheckError
from app.problem_checks.schemas import CheckSummary, ProblemCheck
from app.problems.authoring_endpoints import BODY_ERRORS
from app.problems.case_endpoints import ENTRY_BODY, EntryDep, ReplacedCase
from app.problems.dependencies import AuthoringDep
from app.problems.errors import UnknownCaseError, UnknownProblemError, UnknownRevisionError
from app.problems.package import Entry
from app.problems.request_body import PACKAGE_BODY, PackageDep, ProblemName
from app.submissions.endpoints import PreferHeader

router = APIRouter(tags=["authoring"], responses=CALLER_ERRORS)

_STARTED: dict[int | str, dict[str, Any]] = {
    202: {"model": ProblemCheck, "description": "Under way: `Location` says where to ask."}
}
_BUSY = (TooManyChecksOfKeyError, QueueFullError)
CheckId = Annotated[str, Path(description="The check's id.")]


class CheckQuery(Paging):
    """Which checks, and how many per page."""

    problem: Name | None = Field(default=None, description="Of packages of this name.")


class CheckPage(BaseModel):
    """One page of checks, newest first."""

    checks: list[CheckSummary]
    next: Next


@router.post(
    "/problems/check",
    responses=_STARTED | error_responses(*BODY_ERRORS, *_BUSY),
    openapi_extra=PACKAGE_BODY,
)
async def check_package(
    request: Request,
    response: Response,
    service: CheckServiceDep,
    caller: AuthorDep,
    package: PackageDep,
    prefer: PreferHeader = None,
) -> ProblemCheck:
    """Check a whole problem without storing it."""
    wait_s = preferred_wait_s(prefer or [])
    return _answer(request, response, await service.start(caller, package, wait_s or 0))


@router.post(
    "/problems/{name}/check",
    responses=_STARTED
    | error_responses(UnknownProblemError, UnknownRevisionError, NotReadyError, *_BUSY),
)
async def check_problem(
    request: Request,
    response: Response,
    service: CheckServiceDep,
    authoring: AuthoringDep,
    caller: ProblemAuthorDep,
    name: ProblemName,
    prefer: PreferHeader = None,
) -> ProblemCheck:
    """Check the draft of a problem, or what is live if it has none."""
    wait_s = preferred_wait_s(prefer or [])
    package = await authoring.package_of(caller, name, None)
    return _answer(request, response, await service.start(caller, package, wait_s or 0))


@router.post(
    "/problems/{name}/cases/preview",
    responses=_STARTED
    | error_responses(*BODY_ERRORS, UnknownProblemError, UnknownCaseError, *_BUSY),
    openapi_extra=ENTRY_BODY,
)
async def preview_case(
    request: Request,
    response: Response,
    service: CheckServiceDep,
    caller: ProblemAuthorDep,
    name: ProblemName,
    wanted: EntryDep,
    replaces: Annotated[ReplacedCase | None, Query()] = None,
    prefer: PreferHeader = None,
) -> ProblemCheck:
    """Try a case or a generator on the reference and every example, without storing it."""
    wait_s = preferred_wait_s(prefer or [])
    entry = Entry(wanted.entry, replaces)
    check = await service.start_preview(caller, name, wanted.kind, entry, wait_s or 0)
    return _answer(request, response, check)


@router.get(
    "/checks", responses=error_responses(UnknownCursorError, InvalidRequestError, NotReadyError)
)
async def list_checks(
    service: CheckServiceDep, caller: AuthorDep, query: Annotated[CheckQuery, Query()]
) -> CheckPage:
    """List checks and previews, newest first: how far each is, and what it found."""
    page = await service.recent(caller, query.problem, query.limit, query.cursor)
    return CheckPage(checks=page.items, next=page.next_cursor)


@router.get("/checks/{check_id}", responses=error_responses(UnknownCheckError, NotReadyError))
async def read_check(
    service: CheckServiceDep, caller: SomeAuthorDep, check_id: CheckId
) -> ProblemCheck:
    """Read a check: how far it is, and its report once finished."""
    return await service.find(caller, check_id)


@router.delete("/checks/{check_id}", responses=error_responses(UnknownCheckError, NotReadyError))
async def end_check(
    service: CheckServiceDep, caller: SomeAuthorDep, check_id: CheckId
) -> ProblemCheck:
    """End a check; one that has ended stays unchanged."""
    return await service.cancel(caller, check_id)


def _answer(request: Request, response: Response, check: ProblemCheck) -> ProblemCheck:
    if check.status in ("queued", "running"):
        response.status_code = 202
    location = request.app.url_path_for("read_check", check_id=check.id)
    response.headers["Location"] = str(location)
    return check
