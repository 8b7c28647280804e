"""Whether sources and details of verdicts are still kept."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_OLDEST = "ix_submissions_has_source_has_details_finished_at"


def upgrade() -> None:
    """All that is stored so far is kept."""
    op.add_column("submissions", _kept("has_source"))
    op.add_column("submissions", _kept("has_details"))
    op.create_index(_OLDEST, "submissions", ["has_source", "has_details", "finished_at"])
    op.add_column("judgements", _kept("has_details"))
    op.create_index(
        "ix_judgements_has_details_judged_at", "judgements", ["has_details", "judged_at"]
    )
    op.add_column(
        "rejudges", sa.Column("skipped", sa.Integer(), nullable=False, server_default="0")
    )


def _kept(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.true())
