"""The learner's pages. The API offers everything they show and do."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from app.assignments.dependencies import AssignmentServiceDep
from app.auth.caller import Caller
from app.auth.dependencies import ReaderDep
from app.core.bounded_work import BoundedWork
from app.editorials.dependencies import EditorialServiceDep, HintServiceDep
from app.editorials.hint_service import HintService
from app.problems.catalogue import Catalogue
from app.problems.dependencies import CatalogueDep
from app.problems.endpoints import ProblemDetails
from app.settings import Settings
from app.submissions.dependencies import SubmissionServiceDep
from app.submissions.schemas import FinishedSubmission
from app.submissions.search_endpoints import SubmissionQuery
from app.track.dependencies import TrackServiceDep
from app.web import (
    assignment_pages,
    audit_page,
    author_pages,
    content_pages,
    embedded_pages,
    learner_pages,
    queue_page,
    sign_in_page,
    statistics_pages,
)
from app.web.diff import diff
from app.web.input_form import fields, kinds
from app.web.problem_place import AssignedDep, onward, place
from app.web.rendering import Pages, static_files
from app.web.routing import (
    PageRoute,
    PagesDep,
    WorkDep,
    answer_wrong_addresses,
    reader_values,
)
from graders.problem.examples import HINTED
from graders.problem.package import Problem

router = APIRouter(route_class=PageRoute, include_in_schema=False)


def add_pages(app: FastAPI, settings: Settings) -> None:
    """Add the pages to `app`."""
    app.state.pages = Pages(
        settings.embed_origins, None if settings.oidc is None else settings.oidc.name
    )
    answer_wrong_addresses(app)
    app.include_router(router)
    app.include_router(embedded_pages.router)
    app.include_router(author_pages.router)
    app.include_router(content_pages.router)
    app.include_router(statistics_pages.router)
    app.include_router(learner_pages.router)
    app.include_router(assignment_pages.router)
    app.include_router(queue_page.router)
    app.include_router(audit_page.router)
    app.include_router(sign_in_page.router)
    app.mount("/static", static_files())


def _who(request: Request, caller: ReaderDep) -> dict[str, Any]:
    return reader_values(request, caller)


WhoDep = Annotated[dict[str, Any], Depends(_who)]


@router.get("/")
async def problem_list(
    track: TrackServiceDep,
    assignments: AssignmentServiceDep,
    pages: PagesDep,
    caller: ReaderDep,
    who: WhoDep,
) -> HTMLResponse:
    """The problems by chapter, the reader's progress on each, and where to start."""
    current = await assignments.places(caller)
    arranged = await track.read(caller)
    return pages.answer("problems.html", track=arranged, current=current, **who)


@router.get("/problems/{name}")
async def problem(
    catalogue: CatalogueDep,
    editorials: EditorialServiceDep,
    hints: HintServiceDep,
    track: TrackServiceDep,
    assignments: AssignmentServiceDep,
    work: WorkDep,
    pages: PagesDep,
    caller: ReaderDep,
    who: WhoDep,
    assigned: AssignedDep,
    name: str,
) -> HTMLResponse:
    """A problem next to the editor."""
    arranged = await track.read(caller)
    # After it: the catalogue may have changed meanwhile.
    found = catalogue.problem(name)
    values = await _workbench(found, hints, work, pages, caller)
    return pages.answer(
        "problem.html",
        place=await place(arranged, found, caller, editorials, assigned),
        assigned=assigned,
        places=[] if assigned else await assignments.places(caller, name),
        **values,
        **who,
    )


@router.get("/problems/{name}/editorial")
async def editorial(
    editorials: EditorialServiceDep,
    track: TrackServiceDep,
    work: WorkDep,
    pages: PagesDep,
    caller: ReaderDep,
    who: WhoDep,
    assigned: AssignedDep,
    name: str,
) -> HTMLResponse:
    """A problem's editorial and reference, for those who may read them."""
    found = await editorials.read(caller, name)
    text = await pages.statements.text(work, found, "editorial", found.editorial or "")
    reference = await pages.statements.text(work, found, "reference", _as_code(found.solution))
    arranged = await track.read(caller)
    return pages.answer(
        "editorial.html",
        problem=found,
        editorial=text,
        reference=reference,
        **onward(arranged, name, assigned),
        **who,
    )


@router.get("/problems/{name}/workbench")
async def workbench(
    catalogue: CatalogueDep,
    hints: HintServiceDep,
    work: WorkDep,
    pages: PagesDep,
    caller: ReaderDep,
    assigned: AssignedDep,
    name: str,
) -> HTMLResponse:
    """The content of an embedded page, once it knows its reader."""
    values = await _workbench(catalogue.problem(name), hints, work, pages, caller)
    # The site around the frame leads from one problem to the next.
    return pages.answer(
        "workbench.html", caller=caller, place=None, assigned=assigned, places=[], **values
    )


@router.get("/submissions")
async def history(
    submissions: SubmissionServiceDep,
    catalogue: CatalogueDep,
    pages: PagesDep,
    caller: ReaderDep,
    who: WhoDep,
    query: Annotated[SubmissionQuery, Query()],
) -> HTMLResponse:
    """Submissions, newest first."""
    page = await submissions.find(caller, query.wanted, query.limit, query.cursor)
    titles = {name: problem.spec.title for name, problem in catalogue.problems.items()}
    kept = query.model_dump(mode="json", exclude_none=True, exclude={"problem", "limit", "cursor"})
    return pages.answer("history.html", page=page, query=query, kept=kept, titles=titles, **who)


@router.get("/submissions/{submission_id}")
async def submission(
    submissions: SubmissionServiceDep,
    catalogue: CatalogueDep,
    pages: PagesDep,
    caller: ReaderDep,
    who: WhoDep,
    submission_id: str,
) -> HTMLResponse:
    """A submission's file and verdict."""
    found = await submissions.get(caller, submission_id)
    source = await submissions.source(caller, submission_id) if found.has_source else None
    is_wrong = isinstance(found, FinishedSubmission) and found.verdict in HINTED
    return pages.answer(
        "submission.html",
        submission=found,
        source=source,
        title=_title(catalogue, found.problem),
        is_mistake=is_wrong and source is not None and caller.may("author"),
        **who,
    )


@router.get("/compare")
async def compare(
    submissions: SubmissionServiceDep,
    catalogue: CatalogueDep,
    work: WorkDep,
    pages: PagesDep,
    caller: ReaderDep,
    who: WhoDep,
    old: str,
    new: str,
) -> HTMLResponse:
    """The changes from the earlier of two submissions to the later."""
    compared = [await submissions.get(caller, each) for each in (old, new)]
    compared.sort(key=lambda each: each.created_at)
    before, after = [await submissions.source(caller, each.id) for each in compared]
    return pages.answer(
        "compare.html",
        submissions=compared,
        verdicts=[_verdict(each) for each in compared],
        lines=await work.run(caller.key_id, diff, before, after),
        titles=[_title(catalogue, each.problem) for each in compared],
        **who,
    )


async def _workbench(
    problem: Problem,
    hints: HintService,
    work: BoundedWork,
    pages: Pages,
    caller: Caller,
) -> dict[str, Any]:
    details = ProblemDetails.of(problem)
    sample = details.sample_inputs[0] if details.sample_inputs else None
    return {
        "problem": details,
        "statement": await pages.statements.html(work, problem),
        "hints": [
            (number, await pages.statements.text(work, problem, f"hint {number}", hint))
            for number, hint in enumerate(await hints.hints(caller, problem.name), 1)
        ],
        "starter": details.starter,
        "fields": fields(details.parameters, sample),
        "kinds": kinds(x64=problem.spec.x64),
        # The browser stores drafts, and several learners may share it.
        "owner": f"{caller.site}/{caller.learner or ''}",
        "may_submit": caller.may("submit"),
    }


def _as_code(source: str) -> str:
    """Python in Markdown, whatever rows of backticks are in it."""
    fence = "`" * (max(map(len, re.findall("`+", source)), default=0) + 3)
    return f"{fence}python\n{source}\n{fence}\n"


def _title(catalogue: Catalogue, name: str) -> str:
    problem = catalogue.problems.get(name)
    return name if problem is None else problem.spec.title


def _verdict(submission: Any) -> str:
    verdict = submission.verdict if isinstance(submission, FinishedSubmission) else None
    return verdict or submission.status
