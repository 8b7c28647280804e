"""The page of the audit log, for the scope `admin`."""

from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from app.audit.entry import Action
from app.audit_log.dependencies import AuditServiceDep
from app.audit_log.endpoints import AuditQuery
from app.auth.dependencies import AdminDep
from app.core.errors import InvalidRequestError
from app.web.routing import PageRoute, PagesDep, reader_values

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_ON_A_PAGE = 50


def _wanted(action: str = "", subject: str = "", cursor: str = "") -> AuditQuery:
    """Parse the form; an empty field is left open."""
    given = {"action": action, "subject": subject.strip(), "cursor": cursor}
    fields = {name: text for name, text in given.items() if text}
    try:
        return AuditQuery.model_validate(fields | {"limit": _ON_A_PAGE})
    except ValidationError as error:
        raise InvalidRequestError.of_validation(error) from None


@router.get("/audit")
async def audit_log(
    request: Request,
    audit: AuditServiceDep,
    pages: PagesDep,
    caller: AdminDep,
    query: Annotated[AuditQuery, Depends(_wanted)],
) -> HTMLResponse:
    """Who did what, when and from where."""
    page = await audit.find(query.wanted, query.limit, query.cursor)
    kept = {"action": query.action, "subject": query.subject}
    return pages.answer(
        "audit.html",
        page=page,
        query=query,
        actions=get_args(Action),
        here=urlencode({name: value for name, value in kept.items() if value}),
        **reader_values(request, caller),
    )
