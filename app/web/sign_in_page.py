"""The page where a provider, a key or a link signs a browser in."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from app.web.routing import NOBODY, PageRoute, PagesDep

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/sign-in")
async def sign_in(
    pages: PagesDep, wanted: Annotated[str, Query(alias="next")] = "/"
) -> HTMLResponse:
    """The ways to sign in; `next` is the page to come back to."""
    return pages.answer("sign-in.html", provider=pages.provider, next_page=wanted, **NOBODY)
