"""Reading the audit log."""

import json
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from app.audit_log.schemas import AuditEntry, AuditFilter
from app.database.database import Database
from app.database.pagination import Page, read_page
from app.database.tables.audit import audit_entries as table
from app.database.tables.auth import api_keys

_ENTRIES = select(table, api_keys.c.name.label("key_name")).outerjoin(
    api_keys, api_keys.c.id == table.c.key_id
)


class AuditStore:
    """The entries. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, wanted: AuditFilter, limit: int, cursor: str | None) -> Page[AuditEntry]:
        """Return one page of matching entries, newest first.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        async with self._database.read() as connection:
            page = await read_page(
                connection, _ENTRIES, _conditions(wanted), table.c.number, limit, cursor
            )
        return page.of(_entry_of)


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    equal = {
        table.c.action: wanted.action,
        table.c.subject: wanted.subject,
        table.c.site: wanted.site,
    }
    conditions = [column == value for column, value in equal.items() if value is not None]
    if wanted.after is not None:
        conditions.append(table.c.at > wanted.after)
    if wanted.before is not None:
        conditions.append(table.c.at < wanted.before)
    return conditions


def _entry_of(row: Row[*tuple[Any, ...]]) -> AuditEntry:
    fields = row._asdict()
    del fields["number"]
    return AuditEntry.model_validate(fields | {"details": json.loads(row.details)})
