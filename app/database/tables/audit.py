"""Who did what."""

from sqlalchemy import CheckConstraint, Column, Index, String, Table, Text

from app.database.tables.base import RowNumber, UtcDateTime, metadata

# Who did what. Triggers refuse to change or delete a row: see migration 0009.
audit_entries = Table(
    "audit_entries",
    metadata,
    # The order of writing.
    Column("number", RowNumber, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(32), nullable=False),
    # The id or name of what it was done to.
    Column("subject", Text, nullable=False),
    Column("via", String(8), nullable=False),
    # Not foreign keys: entries outlast what they name.
    Column("site", Text),
    Column("key_id", String(32)),
    Column("origin", Text),
    # A JSON object.
    Column("details", Text, nullable=False),
    CheckConstraint("via IN ('api', 'command', 'service')", name="via"),
)
Index(None, audit_entries.c.action, audit_entries.c.number)
