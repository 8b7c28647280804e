"""Wrong submissions of the same unknown mistake are found together; tests count nowhere."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_KINDS = "ck_submissions_kind"
_JUDGED = "ix_submissions_judged"


def upgrade() -> None:
    """Add what groups submissions, the mistakes made of them, and the kind of tests.

    Submissions that are judged already are in no group until they are judged again.
    """
    op.drop_index(_JUDGED, "submissions")
    with op.batch_alter_table("submissions") as table:
        table.add_column(sa.Column("likeness", sa.String(16)))
        table.drop_constraint(_KINDS, type_="check")
        table.create_check_constraint(
            _KINDS, "kind IN ('submission', 'test', 'run', 'review', 'rejudgement')"
        )
    judged = sa.text("kind = 'submission' AND outcome IS NOT NULL")
    op.create_index(
        _JUDGED,
        "submissions",
        [
            *("site", "problem", "created_at", "learner"),
            *("outcome", "time_ms", "memory_mb", "mistake", "likeness"),
        ],
        sqlite_where=judged,
        postgresql_where=judged,
    )
    op.create_table(
        "made_mistakes",
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("likeness", sa.String(16), nullable=False),
        sa.Column("mistake", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("problem", "likeness", name="pk_made_mistakes"),
    )
