"""Learning platforms are told the grades of assignments, and each as it is when it is sent."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Let a grade be of an assignment; what was not delivered yet counts as never told."""
    with op.batch_alter_table("lti_grades") as table:
        table.alter_column("problem", existing_type=sa.Text(), nullable=True)
        table.add_column(sa.Column("assignment_id", sa.String(32)))
        table.create_foreign_key(
            "fk_lti_grades_assignment_id",
            "assignments",
            ["assignment_id"],
            ["id"],
            ondelete="CASCADE",
        )
        table.create_check_constraint(
            "ck_lti_grades_of_one", "(problem IS NULL) <> (assignment_id IS NULL)"
        )
    op.create_index("ix_lti_grades_assignment_id", "lti_grades", ["assignment_id"])
    op.execute("UPDATE lti_grades SET score = NULL WHERE status <> 'delivered'")
