"""Narrower indexes: the queue's has what waits only, that of verdicts no figures."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_QUEUED = sa.text("status = 'queued'")
_JUDGED = sa.text("kind = 'submission' AND outcome IS NOT NULL")


def upgrade() -> None:
    """Make two indexes anew; processes of earlier versions go on without those that are gone."""
    op.drop_index("ix_submissions_status_priority_number", "submissions")
    op.create_index(
        "ix_submissions_queued",
        "submissions",
        ["priority", "number"],
        sqlite_where=_QUEUED,
        postgresql_where=_QUEUED,
    )
    op.drop_index("ix_submissions_judged", "submissions")
    op.create_index(
        "ix_submissions_judged",
        "submissions",
        ["site", "problem", "created_at"],
        sqlite_where=_JUDGED,
        postgresql_where=_JUDGED,
    )
