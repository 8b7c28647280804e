"""The audit log, to which rows can only be added."""

import sqlalchemy as sa
from alembic import op

from app.database.tables.base import RowNumber, UtcDateTime

revision = "0009"
down_revision = "0008"

_REFUSE_ON_SQLITE = """
    CREATE TRIGGER audit_entries_refuse_{what} BEFORE {what} ON audit_entries
    BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END
"""
_REFUSE_ON_POSTGRESQL = (
    """
    CREATE FUNCTION audit_entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$
    """,
    """
    CREATE TRIGGER audit_entries_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entries
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entries_refuse()
    """,
)


def upgrade() -> None:
    """Make the table, and what refuses to change it.

    A later step that makes the table anew, as SQLite's `batch_alter_table` does, has to make the
    triggers again.
    """
    op.create_table(
        "audit_entries",
        sa.Column("number", RowNumber, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("via", sa.String(8), nullable=False),
        sa.Column("site", sa.Text()),
        sa.Column("key_id", sa.String(32)),
        sa.Column("origin", sa.Text()),
        sa.Column("details", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entries"),
        sa.UniqueConstraint("id", name="uq_audit_entries_id"),
        sa.CheckConstraint("via IN ('api', 'command', 'service')", name="ck_audit_entries_via"),
    )
    op.create_index("ix_audit_entries_action_number", "audit_entries", ["action", "number"])
    if op.get_bind().dialect.name == "postgresql":
        for statement in _REFUSE_ON_POSTGRESQL:
            op.execute(statement)
    else:
        for what in ("UPDATE", "DELETE"):
            op.execute(_REFUSE_ON_SQLITE.format(what=what))
