"""Rows are smaller: long texts compressed, how cases ended stored once, narrow indexes."""

import sqlalchemy as sa
from alembic import op

from app.database.tables.base import RowNumber

revision = "0014"
down_revision = "0013"

_TEXTS = {
    "submissions": ("source", "inputs", "verdict"),
    "judgements": ("verdict",),
    "webhook_deliveries": ("body",),
}
_IN_FLIGHT = sa.text("status IN ('queued', 'running')")


def upgrade() -> None:
    """Leave the rows as they are: they can be read, and `nnx-judge db compress` compresses them.

    SQLite needs no change for that. PostgreSQL writes the tables anew, with all their indexes, but
    those that are replaced.
    """
    op.drop_index("ix_submissions_key_id_status", "submissions")
    op.drop_index("ix_submissions_rejudge_id", "submissions")
    op.drop_index("ix_submissions_site_external_id", "submissions")
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in _TEXTS.items():
            as_bytes = (
                f"ALTER COLUMN {each} TYPE bytea USING convert_to({each}, 'UTF8')"
                for each in columns
            )
            op.execute(f"ALTER TABLE {table} {', '.join(as_bytes)}")
    op.create_table(
        "case_patterns",
        sa.Column("number", RowNumber, nullable=False),
        sa.Column("digest", sa.String(32), nullable=False),
        sa.Column("outcomes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_case_patterns"),
        sa.UniqueConstraint("digest", name="uq_case_patterns_digest"),
    )
    op.add_column("submissions", sa.Column("case_pattern", sa.BigInteger()))
    _create_index("ix_submissions_in_flight", ["key_id"], _IN_FLIGHT)
    _create_index("ix_submissions_rejudge_id", ["rejudge_id"], sa.text("rejudge_id IS NOT NULL"))
    _create_index(
        "ix_submissions_site_external_id",
        ["site", "external_id"],
        sa.text("external_id IS NOT NULL"),
    )


def _create_index(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "submissions", columns, sqlite_where=where, postgresql_where=where)
