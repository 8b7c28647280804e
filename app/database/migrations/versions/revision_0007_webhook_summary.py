"""Webhooks in summary, and an index for the list of learners by problem."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Tell every endpoint that is known as much as before; index the learners."""
    with op.batch_alter_table("webhook_endpoints") as table:
        table.add_column(sa.Column("detail", sa.String(16), nullable=False, server_default="full"))
        table.create_check_constraint(
            "ck_webhook_endpoints_detail", "detail IN ('full', 'summary')"
        )
    where = sa.text("kind = 'submission' AND outcome IS NOT NULL AND learner IS NOT NULL")
    op.create_index(
        "ix_submissions_learners",
        "submissions",
        ["site", "learner", "problem", "outcome", "score", "created_at", "number"],
        sqlite_where=where,
        postgresql_where=where,
    )
