"""The live view of the queue and the workers, for the scope `admin`."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.auth.dependencies import AdminDep
from app.web.routing import PageRoute, PagesDep, reader_values

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/queue")
async def queue(request: Request, pages: PagesDep, caller: AdminDep) -> HTMLResponse:
    """A page that polls the API for the current state."""
    return pages.answer("queue.html", **reader_values(request, caller))
