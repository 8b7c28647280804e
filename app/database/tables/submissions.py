"""Submissions, and what is stored about each."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    and_,
    false,
    literal_column,
    text,
    true,
)

from app.database.tables.base import RowNumber, UtcDateTime, metadata
from app.database.tables.compressed_text import CompressedText

submissions = Table(
    "submissions",
    metadata,
    # The order of arrival, independent of clocks.
    Column("number", RowNumber, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    # The owner: only this site's keys see it.
    Column("site", Text, nullable=False),
    Column("key_id", String(32)),
    # A submission, an instructor's test of the problem, an unscored run, a review, or a
    # rejudgement of a submission, to be compared with its current verdict.
    Column("kind", String(16), nullable=False),
    # The submission that a review is about; each has at most one review.
    Column("reviewed", ForeignKey("submissions.id", ondelete="CASCADE"), unique=True),
    Column("problem", Text, nullable=False),
    Column("revision", Text, nullable=False),
    # Figures of the verdict, once there is one, for statistics: reading them from the verdicts
    # would take a minute. They precede the long texts, which SQLite would otherwise have to skip.
    Column("outcome", String(32)),
    Column("score", Float),
    Column("time_ms", Float),
    Column("memory_mb", Float),
    Column("mistake", Text),
    # Of rows that earlier versions stored: see `case_pattern`.
    Column("case_outcomes", Text),
    # Groups wrong submissions of the same unknown mistake.
    Column("likeness", String(16)),
    Column("source", CompressedText, nullable=False),
    Column("inputs", CompressedText),
    # Drawn by the first claim if not known before.
    Column("seed", Integer),
    # The lowest value is judged first.
    Column("priority", Integer, nullable=False),
    Column("learner", Text),
    Column("external_id", Text),
    Column("metadata", Text, nullable=False),
    Column("callback_url", Text),
    # Not a foreign key: with one, adding the column would copy the whole table on SQLite.
    Column("assignment_id", String(32)),
    Column("status", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("failures", Integer, nullable=False),
    # The worker that judges it; not a foreign key, since a lost worker's row is deleted.
    Column("worker", String(32)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    # The cases that the newest try has finished, and their total: a JSON object.
    Column("progress", Text),
    # Whether somebody has followed its events since before it ended: then they are announced.
    Column("followed", Boolean(create_constraint=False), nullable=False, server_default=false()),
    Column("verdict", CompressedText),
    # For a rejudgement: the rejudge it belongs to, and the submission that is judged again.
    Column("rejudge_id", String(32)),
    Column("original_id", String(32)),
    # False once they are removed: the source is empty then, and the verdict a summary.
    Column("has_source", Boolean(create_constraint=False), nullable=False, server_default=true()),
    Column("has_details", Boolean(create_constraint=False), nullable=False, server_default=true()),
    # How its cases ended. Not a foreign key either.
    Column("case_pattern", BigInteger),
    # The verdict's, for lists; null also in rows that earlier versions stored.
    Column("passed", SmallInteger),
    Column("total", SmallInteger),
    CheckConstraint("kind IN ('submission', 'test', 'run', 'review', 'rejudgement')", name="kind"),
    CheckConstraint("(kind = 'review') = (reviewed IS NOT NULL)", name="review_of_one"),
    CheckConstraint(
        "(kind = 'rejudgement') = (rejudge_id IS NOT NULL AND original_id IS NOT NULL)",
        name="rejudgement",
    ),
    CheckConstraint("status IN ('queued', 'running', 'finished', 'cancelled')", name="status"),
    CheckConstraint("(status = 'finished') = (verdict IS NOT NULL)", name="finished_with_verdict"),
    CheckConstraint(
        "(status IN ('finished', 'cancelled')) = (finished_at IS NOT NULL)", name="ended_at"
    ),
)
# A constant in the statement, not a parameter: else SQLite does not see that the condition is the
# index's.
QUEUED: ColumnElement[bool] = submissions.c.status == literal_column("'queued'")
Index(
    "ix_submissions_queued",
    submissions.c.priority,
    submissions.c.number,
    sqlite_where=QUEUED,
    postgresql_where=QUEUED,
)
Index(None, submissions.c.site, submissions.c.number)
_WITH_EXTERNAL_ID = text("external_id IS NOT NULL")
Index(
    None,
    submissions.c.site,
    submissions.c.external_id,
    sqlite_where=_WITH_EXTERNAL_ID,
    postgresql_where=_WITH_EXTERNAL_ID,
)
Index(None, submissions.c.site, submissions.c.learner, submissions.c.number)
# In constants, as the condition before.
IN_FLIGHT: ColumnElement[bool] = submissions.c.status.in_(
    (literal_column("'queued'"), literal_column("'running'"))
)
# With the condition of that index, for SQLite, which does not look at the value.
RUNNING: ColumnElement[bool] = and_(IN_FLIGHT, submissions.c.status == "running")
Index(
    "ix_submissions_in_flight",
    submissions.c.key_id,
    sqlite_where=IN_FLIGHT,
    postgresql_where=IN_FLIGHT,
)
_IN_A_REJUDGE = text("rejudge_id IS NOT NULL")
Index(None, submissions.c.rejudge_id, sqlite_where=_IN_A_REJUDGE, postgresql_where=_IN_A_REJUDGE)
Index(None, submissions.c.has_source, submissions.c.has_details, submissions.c.finished_at)
# For lists of what is rare: without them, all of a site's submissions would be read for it.
Index(None, submissions.c.problem, submissions.c.number)
MISTAKEN = text("mistake IS NOT NULL")
Index(
    "ix_submissions_mistakes",
    submissions.c.problem,
    submissions.c.mistake,
    submissions.c.number,
    sqlite_where=MISTAKEN,
    postgresql_where=MISTAKEN,
)
RARE = text(
    "outcome IN ('memory_limit_exceeded', 'output_limit_exceeded', 'security_violation', "
    "'judge_error')"
)
Index(
    "ix_submissions_rare",
    submissions.c.outcome,
    submissions.c.number,
    sqlite_where=RARE,
    postgresql_where=RARE,
)
CANCELLED = text("status = 'cancelled'")
Index(
    "ix_submissions_cancelled",
    submissions.c.site,
    submissions.c.number,
    sqlite_where=CANCELLED,
    postgresql_where=CANCELLED,
)
TESTS = text("kind = 'test'")
Index(
    "ix_submissions_tests",
    submissions.c.problem,
    submissions.c.number,
    sqlite_where=TESTS,
    postgresql_where=TESTS,
)
# What a learner has handed in of an assignment: for its limits, and for the grades.
ASSIGNED = text("kind = 'submission' AND assignment_id IS NOT NULL")
Index(
    "ix_submissions_assigned",
    submissions.c.assignment_id,
    submissions.c.learner,
    submissions.c.problem,
    submissions.c.number,
    sqlite_where=ASSIGNED,
    postgresql_where=ASSIGNED,
)
# Statistics of a period, where the counts of verdicts have none.
JUDGED = text("kind = 'submission' AND outcome IS NOT NULL")
Index(
    "ix_submissions_judged",
    submissions.c.site,
    submissions.c.problem,
    submissions.c.created_at,
    sqlite_where=JUDGED,
    postgresql_where=JUDGED,
)

# The newest of those that make the same unknown mistake.
UNNAMED = text("kind = 'submission' AND likeness IS NOT NULL AND mistake IS NULL")
Index(
    "ix_submissions_unnamed",
    submissions.c.site,
    submissions.c.problem,
    submissions.c.likeness,
    submissions.c.number,
    sqlite_where=UNNAMED,
    postgresql_where=UNNAMED,
)

# How all cases of a submission ended: few ways are the submission's own.
case_patterns = Table(
    "case_patterns",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("digest", String(32), nullable=False, unique=True),
    # Outcome of each case by name, a JSON object.
    Column("outcomes", Text, nullable=False),
)

# Covers the list of learners by problem, in its order, so that a page reads its own rows only.
LEARNERS = text("kind = 'submission' AND outcome IS NOT NULL AND learner IS NOT NULL")
Index(
    "ix_submissions_learners",
    submissions.c.site,
    submissions.c.learner,
    submissions.c.problem,
    submissions.c.outcome,
    submissions.c.score,
    submissions.c.created_at,
    submissions.c.number,
    sqlite_where=LEARNERS,
    postgresql_where=LEARNERS,
)

# How often a learner was given a precomputed draw: none is repeated before the others are used.
draws_used = Table(
    "draws_used",
    metadata,
    Column("site", Text, primary_key=True),
    # Empty for all submissions of a site that names no learner.
    Column("learner", Text, primary_key=True),
    Column("revision", Text, primary_key=True),
    Column("seed", Integer, primary_key=True, autoincrement=False),
    Column("times", Integer, nullable=False),
)

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("site", Text, primary_key=True),
    # The learner who sent the request; empty if the site itself did.
    Column("learner", Text, primary_key=True, server_default=""),
    Column("key", Text, primary_key=True),
    # Digest of the request: a different request under the same key is the client's mistake.
    Column("fingerprint", String(64), nullable=False),
    Column("submission_id", ForeignKey("submissions.id", ondelete="CASCADE"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)
