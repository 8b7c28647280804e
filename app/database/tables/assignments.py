"""Assignments, and the exceptions for learners."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from app.database.tables.base import RowNumber, UtcDateTime, metadata

assignments = Table(
    "assignments",
    metadata,
    # The order of creation.
    Column("number", RowNumber, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("site", Text, nullable=False),
    Column("course", Text),
    Column("title", Text, nullable=False),
    Column("opens_at", UtcDateTime),
    Column("due_at", UtcDateTime),
    Column("closes_at", UtcDateTime),
    # What a late submission loses, once or for each day that begins; null: nothing.
    Column("late_percent", Float),
    Column("late_per", String(8), nullable=False),
    # How often a learner may hand in each problem, and the least time between two.
    Column("tries", Integer),
    Column("cooldown_s", Integer),
    # Whether its problems can be handed in through it only.
    Column("exclusive", Boolean(create_constraint=False), nullable=False),
    # When learners are shown these.
    Column("hints", String(16), nullable=False),
    Column("smallest_input", String(16), nullable=False),
    Column("editorial", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    CheckConstraint("late_per IN ('once', 'day')", name="late_per"),
)
Index(None, assignments.c.site, assignments.c.number)

assignment_problems = Table(
    "assignment_problems",
    metadata,
    Column("assignment_id", ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True),
    Column("problem", Text, primary_key=True),
    # Its place among them.
    Column("place", Integer, nullable=False),
    Column("points", Float, nullable=False),
)
Index(None, assignment_problems.c.problem)

# Other times and more tries for one learner; null leaves the assignment's own.
assignment_exceptions = Table(
    "assignment_exceptions",
    metadata,
    Column("assignment_id", ForeignKey("assignments.id", ondelete="CASCADE"), primary_key=True),
    Column("learner", Text, primary_key=True),
    Column("due_at", UtcDateTime),
    Column("closes_at", UtcDateTime),
    Column("extra_tries", Integer, nullable=False),
    Column("note", Text, nullable=False),
)
