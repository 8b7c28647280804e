"""Assignments, with exceptions for learners, and keys that are bound to a course."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the tables; what was handed in before belongs to no assignment."""
    op.add_column("api_keys", sa.Column("course", sa.Text()))
    op.add_column("submissions", sa.Column("assignment_id", sa.String(32)))
    where = sa.text("kind = 'submission' AND assignment_id IS NOT NULL")
    op.create_index(
        "ix_submissions_assigned",
        "submissions",
        ["assignment_id", "learner", "problem", "number"],
        sqlite_where=where,
        postgresql_where=where,
    )
    op.create_table(
        "assignments",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("course", sa.Text()),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True)),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("late_percent", sa.Float()),
        sa.Column("late_per", sa.String(8), nullable=False),
        sa.Column("tries", sa.Integer()),
        sa.Column("cooldown_s", sa.Integer()),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("hints", sa.String(16), nullable=False),
        sa.Column("smallest_input", sa.String(16), nullable=False),
        sa.Column("editorial", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("late_per IN ('once', 'day')", name="ck_assignments_late_per"),
        sa.PrimaryKeyConstraint("number", name="pk_assignments"),
        sa.UniqueConstraint("id", name="uq_assignments_id"),
    )
    op.create_index("ix_assignments_site_number", "assignments", ["site", "number"])
    op.create_table(
        "assignment_problems",
        sa.Column("assignment_id", sa.String(32), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("points", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name="fk_assignment_problems_assignment_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assignment_id", "problem", name="pk_assignment_problems"),
    )
    op.create_index("ix_assignment_problems_problem", "assignment_problems", ["problem"])
    op.create_table(
        "assignment_exceptions",
        sa.Column("assignment_id", sa.String(32), nullable=False),
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True)),
        sa.Column("closes_at", sa.DateTime(timezone=True)),
        sa.Column("extra_tries", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name="fk_assignment_exceptions_assignment_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("assignment_id", "learner", name="pk_assignment_exceptions"),
    )
