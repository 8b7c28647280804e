"""Whether somebody follows the events of a submission; indexes for lists of what is rare."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

_MISTAKEN = sa.text("mistake IS NOT NULL")
_RARE = sa.text(
    "outcome IN ('memory_limit_exceeded', 'output_limit_exceeded', 'security_violation', "
    "'judge_error')"
)


def upgrade() -> None:
    """Nobody follows what is stored so far: what is queued or running is followed anew."""
    op.add_column(
        "submissions",
        sa.Column("followed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_index("ix_submissions_problem_number", "submissions", ["problem", "number"])
    op.create_index(
        "ix_submissions_mistakes",
        "submissions",
        ["problem", "mistake", "number"],
        sqlite_where=_MISTAKEN,
        postgresql_where=_MISTAKEN,
    )
    op.create_index(
        "ix_submissions_rare",
        "submissions",
        ["outcome", "number"],
        sqlite_where=_RARE,
        postgresql_where=_RARE,
    )
