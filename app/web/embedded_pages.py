"""Pages for frames in other sites' pages.

Which sites may is `NNX_JUDGE_EMBED_ORIGINS`; `app.web.security_headers` tells browsers.
The reader is named in the address's fragment, which only the browser sees: a script then asks for
the content, as that reader.
"""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.web.rendering import Pages
from app.web.routing import NOBODY, PageRoute, PagesDep

router = APIRouter(prefix="/embed", route_class=PageRoute, include_in_schema=False)


@router.get("/{name}")
async def problem(pages: PagesDep, name: str) -> HTMLResponse:
    """A problem on its own."""
    return _frame(pages, "problem", name, "fills")


@router.get("/assignments/{assignment_id}")
async def assignment(pages: PagesDep, assignment_id: str) -> HTMLResponse:
    """An assignment, from which its problems open."""
    return _frame(pages, "assignment", assignment_id, "page")


def _frame(pages: Pages, kind: str, name: str, layout: str) -> HTMLResponse:
    return pages.answer(
        "embed.html",
        may_be_embedded=True,
        kind=kind,
        name=name,
        layout=layout,
        embedders=" ".join(pages.embedders),
        **NOBODY,
    )
