"""Writing the audit log: an entry is stored with what it tells, or neither is."""

import json
from datetime import UTC, datetime

from sqlalchemy import insert

from app.audit.entry import Action, Actor
from app.core.ids import new_id
from app.database.database import WriteTransaction
from app.database.tables.audit import audit_entries as table

_ADD = insert(table)


async def record(
    transaction: WriteTransaction,
    action: Action,
    subject: str,
    by: Actor,
    **details: str | int | bool | list[str] | None,
) -> None:
    """Add an entry about what the transaction does.

    The log is kept for ever: give it no secret, no learner's name, and no text that somebody wrote.

    Args:
        transaction: does what is recorded.
        action: what it does.
        subject: the id or name of what it is done to.
        by: who does it.
        details: what else to know, by name.
    """
    row = {
        "id": new_id(),
        "at": datetime.now(UTC),
        "action": action,
        "subject": subject,
        "via": by.via,
        "site": by.site,
        "key_id": by.key_id,
        "origin": by.origin,
        "details": json.dumps(details),
    }
    await transaction.execute(_ADD, row)
