"""The learner's pages. Whatever they show and do, the API does too."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, Query, Request
from fastapi.responses import HTMLResponse

from app.auth.caller import Caller
from app.auth.dependencies import ReaderDep
from app.problems.endpoints import ProblemDetails, ProblemSummary
from app.service import Service, ServiceDep
from app.submissions.schemas import FinishedSubmission
from app.submissions.search_endpoints import SubmissionQuery, list_submissions
from app.web import author_pages, queue_page, statistics_pages
from app.web.diff import diff
from app.web.input_form import KINDS, fields
from app.web.rendering import Pages, static_files
from app.web.routing import NOBODY, PageRoute, PagesDep, reader_values
from app.web.starter import starter

router = APIRouter(route_class=PageRoute, include_in_schema=False)


def add_pages(app: FastAPI, embed_origins: tuple[str, ...]) -> None:
    """Have `app` serve the pages; those origins may show a problem in a frame."""
    app.state.pages = Pages(embed_origins)
    app.include_router(router)
    app.include_router(author_pages.router)
    app.include_router(statistics_pages.router)
    app.include_router(queue_page.router)
    app.mount("/static", static_files())


def _who(request: Request, caller: ReaderDep) -> dict[str, Any]:
    return reader_values(request, caller)


WhoDep = Annotated[dict[str, Any], Depends(_who)]


@router.get("/")
async def problem_list(
    service: ServiceDep, pages: PagesDep, caller: ReaderDep, who: WhoDep
) -> HTMLResponse:
    """The problems, and how far the reader has come with each."""
    found = await service.search.progress(caller.visible_site, caller.learner)
    order = {"easy": 0, "medium": 1, "hard": 2}
    problems = sorted(
        map(ProblemSummary.of, service.problems.values()),
        key=lambda problem: (order[problem.difficulty], problem.title),
    )
    progress = {entry.problem: entry for entry in found}
    return pages.answer("problems.html", problems=problems, progress=progress, **who)


@router.get("/problems/{name}")
async def problem(
    service: ServiceDep, pages: PagesDep, caller: ReaderDep, who: WhoDep, name: str
) -> HTMLResponse:
    """A problem beside the editor."""
    values = await _workbench(service, pages, caller, name)
    return pages.answer("problem.html", **values, **who)


@router.get("/problems/{name}/workbench")
async def workbench(
    service: ServiceDep, pages: PagesDep, caller: ReaderDep, name: str
) -> HTMLResponse:
    """What an embedded page shows, once it knows whose it is."""
    values = await _workbench(service, pages, caller, name)
    return pages.answer("workbench.html", caller=caller, **values)


@router.get("/embed/{name}")
async def embedded(pages: PagesDep, name: str) -> HTMLResponse:
    """A problem without anything around it, for a frame in another site's page."""
    # Who reads it is in the fragment of its address, which only the browser knows.
    origins = " ".join(pages.embedders)
    return pages.answer("embed.html", may_be_embedded=True, name=name, embedders=origins, **NOBODY)


@router.get("/submissions")
async def history(
    service: ServiceDep,
    pages: PagesDep,
    caller: ReaderDep,
    who: WhoDep,
    query: Annotated[SubmissionQuery, Query()],
) -> HTMLResponse:
    """Submissions, the newest first."""
    page = await list_submissions(service, caller, query)
    titles = {name: problem.spec.title for name, problem in service.problems.items()}
    return pages.answer("history.html", page=page, query=query, titles=titles, **who)


@router.get("/submissions/{submission_id}")
async def submission(
    service: ServiceDep, pages: PagesDep, caller: ReaderDep, who: WhoDep, submission_id: str
) -> HTMLResponse:
    """A submission's file, and its verdict."""
    found = await service.submission(caller, submission_id)
    source = await service.source(caller, submission_id)
    title = _title(service, found.problem)
    return pages.answer("submission.html", submission=found, source=source, title=title, **who)


@router.get("/compare")
async def compare(
    service: ServiceDep, pages: PagesDep, caller: ReaderDep, who: WhoDep, old: str, new: str
) -> HTMLResponse:
    """What changed from the earlier of two submissions to the later."""
    submissions = [await service.submission(caller, each) for each in (old, new)]
    submissions.sort(key=lambda each: each.created_at)
    before, after = [await service.source(caller, each.id) for each in submissions]
    return pages.answer(
        "compare.html",
        submissions=submissions,
        verdicts=[_verdict(each) for each in submissions],
        lines=await service.work.run(caller.key_id, diff, before, after),
        titles=[_title(service, each.problem) for each in submissions],
        **who,
    )


@router.get("/sign-in")
async def sign_in(pages: PagesDep) -> HTMLResponse:
    """Where a key or a link signs a browser in."""
    return pages.answer("sign-in.html", **NOBODY)


async def _workbench(service: Service, pages: Pages, caller: Caller, name: str) -> dict[str, Any]:
    problem = service.problem(name)
    details = ProblemDetails.of(problem)
    sample = details.sample_inputs[0] if details.sample_inputs else None
    return {
        "problem": details,
        "statement": await pages.statements.html(service.work, problem),
        "starter": starter(problem.spec.entry_point),
        "fields": fields(details.parameters, sample),
        "kinds": KINDS,
        # Drafts are kept in the browser, which several learners may share.
        "owner": f"{caller.site}/{caller.learner or ''}",
        "may_submit": caller.may("submit"),
    }


def _title(service: Service, name: str) -> str:
    return service.problems[name].spec.title if name in service.problems else name


def _verdict(submission: Any) -> str:
    verdict = submission.verdict if isinstance(submission, FinishedSubmission) else None
    return verdict or submission.status
