"""The audit log for administrators."""

from app.audit_log.repository import AuditStore
from app.audit_log.schemas import AuditEntry, AuditFilter
from app.database.database import Database
from app.database.pagination import Page


class AuditService:
    """Reads the log. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._store = AuditStore(database)

    async def find(self, wanted: AuditFilter, limit: int, cursor: str | None) -> Page[AuditEntry]:
        """List the matching entries of all sites, newest first.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        return await self._store.find(wanted, limit, cursor)
