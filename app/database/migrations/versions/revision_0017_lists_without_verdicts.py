"""Lists read no verdicts: how many cases passed is beside them; indexes for the rare rest."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

_CANCELLED = sa.text("status = 'cancelled'")
_TESTS = sa.text("kind = 'test'")


def upgrade() -> None:
    """Leave the rows as they are: of those, lists read the verdict as before."""
    op.add_column("submissions", sa.Column("passed", sa.SmallInteger()))
    op.add_column("submissions", sa.Column("total", sa.SmallInteger()))
    op.create_index(
        "ix_submissions_cancelled",
        "submissions",
        ["site", "number"],
        sqlite_where=_CANCELLED,
        postgresql_where=_CANCELLED,
    )
    op.create_index(
        "ix_submissions_tests",
        "submissions",
        ["problem", "number"],
        sqlite_where=_TESTS,
        postgresql_where=_TESTS,
    )
