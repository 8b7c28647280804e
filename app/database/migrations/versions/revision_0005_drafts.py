"""Drafts: a change is live once it is published, and each publication is recorded."""

import sqlalchemy as sa
from alembic import op

from app.database.tables.base import RowNumber, UtcDateTime

revision = "0005"
down_revision = "0004"

# What is known of the time before: a change by the API was live at once.
_RECORD_EARLIER = sa.text(
    """
    INSERT INTO publications
        (problem, revision, replaced, site, key_id, note, forced, created_at)
    SELECT problem, revision, parent, site, key_id, note, :forced, created_at
    FROM problem_revisions
    WHERE source = 'api' OR parent IS NULL OR revision IN (
        SELECT live FROM problems WHERE problems.name = problem_revisions.problem
    )
    ORDER BY number
    """
)


def upgrade() -> None:
    """Add the draft, the publications, and what a check that publishes needs."""
    with op.batch_alter_table("problems") as table:
        table.alter_column("live", existing_type=sa.String(16), nullable=True)
        table.add_column(sa.Column("draft", sa.String(16)))
        table.create_check_constraint(
            "ck_problems_has_content", "live IS NOT NULL OR draft IS NOT NULL"
        )
    with op.batch_alter_table("problem_checks") as table:
        table.add_column(sa.Column("note", sa.Text()))
        table.add_column(sa.Column("replaces", sa.String(16)))
        table.drop_constraint("ck_problem_checks_kind", type_="check")
        table.create_check_constraint(
            "ck_problem_checks_kind", "kind IN ('check', 'preview', 'publication')"
        )
    op.create_table(
        "publications",
        sa.Column("number", RowNumber, nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("revision", sa.String(16), nullable=False),
        sa.Column("replaced", sa.String(16)),
        sa.Column("site", sa.Text()),
        sa.Column("key_id", sa.String(32)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_publications"),
    )
    op.create_index("ix_publications_problem_number", "publications", ["problem", "number"])
    op.execute(_RECORD_EARLIER.bindparams(sa.bindparam("forced", False, sa.Boolean())))
