"""The instructor's pages of what a problem says beside its cases: its texts and examples."""

from dataclasses import dataclass
from typing import get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.auth.dependencies import SomeAuthorDep
from app.core.errors import InvalidRequestError, WorkLimitError
from app.core.field_errors import FieldError
from app.http.body import read_body
from app.problems.case_endpoints import as_json
from app.problems.content_endpoints import ExampleVerdict
from app.problems.errors import UnknownExampleError
from app.web.author_pages import DeskDep
from app.web.markdown import plain_html, statement_html
from app.web.routing import PageRoute, WorkDep
from graders.core.limits import Limits
from graders.problem.files import MAX_STATEMENT_BYTES
from graders.problem.spec import Difficulty, ProblemSpec

_LIMITS = {
    "wall_s": "Seconds",
    "cpu_s": "Seconds of a processor",
    "memory_mb": "Memory, MiB",
    "printed_kb": "Printed, KiB",
    "returned_mb": "Returned by a case, MiB",
    "source_kb": "Source, KiB",
}
_EXAMPLE = '"""What is wrong, in a few words\n\nWhat to do about it.\n"""\n'

# In the order in which one writes them; all others after these.
_FIRST = ("solution.py", "problem.toml", "statement.md", "driver.py", "given.py", "warm_up.py")
_PLACES = {path: place for place, path in enumerate(_FIRST)}

router = APIRouter(prefix="/author", route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Limit:
    """A field of the limits: what problem.toml says, empty if nothing, and what is usual."""

    name: str
    label: str
    value: str
    usual: str


@router.get("/{name}/content")
async def content(desk: DeskDep, work: WorkDep, name: str) -> HTMLResponse:
    """The statement with its rendering, and the other texts, settings and examples."""
    problem = await desk.problem(name)
    has_own = "tolerance" in problem.spec.model_fields_set
    return await desk.answer(
        "content.html",
        problem,
        rendered=await desk.pages.statements.html(work, problem),
        hints="\n\n---\n\n".join(problem.hints),
        difficulties=get_args(Difficulty),
        limits=_limits(problem.spec),
        tolerance_now=as_json(problem.spec.tolerance) if has_own else {},
    )


@router.get("/{name}/files")
async def files(desk: DeskDep, name: str) -> HTMLResponse:
    """All files of the package, to be changed together."""
    problem = await desk.problem(name)
    package = await desk.authoring.package_of(desk.caller, name, problem.revision)
    texts = {path: _text(content) for path, content in package.files.items()}
    order = sorted(texts, key=lambda path: (_PLACES.get(path, len(_PLACES)), path))
    return await desk.answer("files.html", problem, files=[(path, texts[path]) for path in order])


@router.post("/rendering")
async def rendering(request: Request, work: WorkDep, caller: SomeAuthorDep) -> HTMLResponse:
    """The Markdown in the body as learners would see it, without storing it."""
    try:
        text = (await read_body(request, MAX_STATEMENT_BYTES)).decode()
    except UnicodeDecodeError:
        raise InvalidRequestError([FieldError.of("", "not_utf8")]) from None
    try:
        html = await work.run(caller.key_id, statement_html, text)
    except WorkLimitError:
        html = plain_html(text)
    return HTMLResponse(html, headers={"X-Content-Type-Options": "nosniff"})


@router.get("/{problem_name}/example")
async def example(desk: DeskDep, problem_name: str, name: str | None = None) -> HTMLResponse:
    """A form to add or change an example."""
    problem = await desk.problem(problem_name)
    found = next((each for each in problem.submissions if each.name == name), None)
    if name is not None and found is None:
        raise UnknownExampleError
    verdicts = get_args(ExampleVerdict)
    return await desk.answer(
        "example.html", problem, example=found, verdicts=verdicts, begun=_EXAMPLE
    )


def _text(content: bytes) -> str | None:
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


def _limits(spec: ProblemSpec) -> list[Limit]:
    given = as_json(spec.limits)
    return [
        Limit(name, label, str(given.get(name, "")), f"{getattr(Limits(), name):g}")
        for name, label in _LIMITS.items()
    ]
