"""The audit log, for the scope `admin`."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.audit.entry import Action
from app.audit_log.dependencies import AuditServiceDep
from app.audit_log.schemas import AuditEntry, AuditFilter
from app.auth.api_key import SiteName
from app.auth.dependencies import CALLER_ERRORS, AdminDep
from app.core.errors import InvalidRequestError, NotReadyError, UnknownCursorError
from app.core.moments import Moment
from app.core.texts import Name
from app.http.pagination import Next, Paging
from app.http.responses import error_responses

router = APIRouter(prefix="/audit", tags=["keys"], responses=CALLER_ERRORS)


class AuditQuery(Paging):
    """Which entries, and how many per page."""

    action: Action | None = Field(default=None, description="What was done.")
    subject: Name | None = Field(default=None, description="What it was done to.")
    site: SiteName | None = Field(default=None, description="The site of the key that did it.")
    after: Moment | None = Field(default=None, description="Only later ones.")
    before: Moment | None = Field(default=None, description="Only earlier ones.")

    @property
    def wanted(self) -> AuditFilter:
        """The filter, without the paging."""
        return AuditFilter(self.action, self.subject, self.site, self.after, self.before)


class AuditPage(BaseModel):
    """One page of the audit log, newest first."""

    entries: list[AuditEntry]
    next: Next


@router.get("", responses=error_responses(UnknownCursorError, InvalidRequestError, NotReadyError))
async def list_audit_entries(
    audit: AuditServiceDep, _: AdminDep, query: Annotated[AuditQuery, Query()]
) -> AuditPage:
    """List who did what, when and from where, on all sites, newest first.

    Keys, problems, rejudges, erasures, and credentials that were refused. Entries are never changed
    or deleted.
    """
    page = await audit.find(query.wanted, query.limit, query.cursor)
    return AuditPage(entries=page.items, next=page.next_cursor)
