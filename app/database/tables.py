"""The tables. A change here needs a migration: a test compares the two."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.database.compression import CompressedText

# The same names on every database, so that a migration can name what it changes.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

# SQLite numbers rows automatically only if the key's type is INTEGER.
RowNumber = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """A point in time. SQLite stores no zone, so values are written and read as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert to what the database stores."""
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Convert to what the code uses."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class database_now(FunctionElement[datetime]):  # noqa: N801 - reads as the SQL function it is
    """The statement's time by the database's clock, which all machines share."""

    type = UtcDateTime()
    inherit_cache = True


@compiles(database_now, "sqlite")
def _sqlite_now(*_: object, **__: object) -> str:
    # SQLAlchemy's format: six digits after the seconds, so that the texts compare correctly.
    return "strftime('%Y-%m-%d %H:%M:%f000', 'now')"


@compiles(database_now, "postgresql")
def _postgresql_now(element: database_now, compiler: SQLCompiler, **_: Any) -> str:  # noqa: ARG001
    return "clock_timestamp()"


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
Index(None, submissions.c.status, submissions.c.priority, submissions.c.number)
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
# Stated as a text, so that the databases see that a query's condition is the index's.
IN_FLIGHT = text("status IN ('queued', 'running')")
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
# Covers all that statistics read except the cases, so that SQLite need not read the rows.
# PostgreSQL allows 2704 bytes per entry: the names in it are limited to about 2000.
JUDGED = text("kind = 'submission' AND outcome IS NOT NULL")
Index(
    "ix_submissions_judged",
    submissions.c.site,
    submissions.c.problem,
    submissions.c.created_at,
    submissions.c.learner,
    submissions.c.outcome,
    submissions.c.time_ms,
    submissions.c.memory_mb,
    submissions.c.mistake,
    submissions.c.likeness,
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

# Which known mistakes were made from submissions, before a draft with them is published.
made_mistakes = Table(
    "made_mistakes",
    metadata,
    Column("problem", Text, primary_key=True),
    Column("likeness", String(16), primary_key=True),
    # The name of the example.
    Column("mistake", Text, nullable=False),
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

# What the counts below lack yet: each submission that ended (1), and as it was before its verdict
# was replaced or it was deleted (-1). Triggers on the submissions write it: see the migration.
verdict_changes = Table(
    "verdict_changes",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("sign", Integer, nullable=False),
    Column("site", Text, nullable=False),
    Column("problem", Text, nullable=False),
    # Empty for none.
    Column("learner", Text, nullable=False),
    # Its number. Not a foreign key: it may be deleted.
    Column("submission", BigInteger, nullable=False),
    # Null if it was cancelled.
    Column("outcome", String(32)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("time_ms", Float),
    Column("memory_mb", Float),
    Column("mistake", Text),
    Column("likeness", String(16)),
    Column("case_outcomes", Text),
    Column("case_pattern", BigInteger),
)
Index(
    "ix_verdict_changes_learners",
    verdict_changes.c.site,
    verdict_changes.c.problem,
    verdict_changes.c.learner,
    verdict_changes.c.number,
)

# Counts of the submissions of a site to a problem, by `what` is counted and its `name`: see
# `app.rollup.counting`.
statistics_counts = Table(
    "statistics_counts",
    metadata,
    Column("site", Text, primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("problem", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("submissions", BigInteger, nullable=False),
    # Of the submissions, or of the learners: those that failed, or solved it.
    Column("part", BigInteger, nullable=False),
    Column("learners", BigInteger, nullable=False),
)

# How many runs took so much time or memory, `what`; a figure has three digits, the rest cut off.
statistics_figures = Table(
    "statistics_figures",
    metadata,
    Column("site", Text, primary_key=True),
    Column("problem", Text, primary_key=True),
    Column("what", String(16), primary_key=True),
    Column("figure", Float, primary_key=True),
    Column("submissions", BigInteger, nullable=False),
    Column("accepted", BigInteger, nullable=False),
)

statistics_days = Table(
    "statistics_days",
    metadata,
    Column("site", Text, primary_key=True),
    Column("problem", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("submissions", BigInteger, nullable=False),
    Column("accepted", BigInteger, nullable=False),
    Column("judge_errors", BigInteger, nullable=False),
)
Index(None, statistics_days.c.day)

# How many learners handed in (or solved) a problem on a day, and before it last on another. Summed
# over the days of a period where that other one precedes it, each learner counts once.
statistics_visits = Table(
    "statistics_visits",
    metadata,
    Column("day", Date, primary_key=True),
    Column("site", Text, primary_key=True),
    Column("problem", Text, primary_key=True),
    Column("solved", Boolean(create_constraint=False), primary_key=True),
    # The first of all days where there was none before.
    Column("previous", Date, primary_key=True),
    Column("learners", BigInteger, nullable=False),
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

workers = Table(
    "workers",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("host", Text, nullable=False),
    Column("process", Integer, nullable=False),
    Column("slots", Integer, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    # The worker's counters, a JSON object.
    Column("counts", Text, nullable=False),
    # The memory of the process itself, and of the processes it keeps warm.
    Column("resident_mb", Float, nullable=False),
    Column("warm_mb", Float, nullable=False),
)

api_keys = Table(
    "api_keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("hash", String(64), nullable=False, unique=True),
    # Separated by spaces.
    Column("scopes", Text, nullable=False),
    # What its scope `author` is bound to.
    Column("course", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_used_at", UtcDateTime),
    Column("expires_at", UtcDateTime),
    Column("revoked_at", UtcDateTime),
)

# Signed-in browsers: by a key, whose rights they have while it is valid, or as a learner.
sessions = Table(
    "sessions",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("site", Text, nullable=False),
    Column("key_id", ForeignKey("api_keys.id", ondelete="CASCADE")),
    Column("learner", Text),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
    CheckConstraint("(key_id IS NULL) <> (learner IS NULL)", name="whose"),
)

sites = Table(
    "sites",
    metadata,
    Column("name", Text, primary_key=True),
    # Signs its webhooks, so it is stored in plain text.
    Column("webhook_secret", Text, nullable=False),
)

webhook_endpoints = Table(
    "webhook_endpoints",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site", Text, nullable=False),
    Column("url", Text, nullable=False),
    # How much of a submission it is told.
    Column("detail", String(16), nullable=False, server_default="full"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("failing_since", UtcDateTime),
    Column("disabled_at", UtcDateTime),
    CheckConstraint("detail IN ('full', 'summary')", name="detail"),
)
Index(None, webhook_endpoints.c.site, webhook_endpoints.c.url, unique=True)

webhook_deliveries = Table(
    "webhook_deliveries",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("endpoint_id", ForeignKey("webhook_endpoints.id", ondelete="CASCADE"), nullable=False),
    Column("submission_id", ForeignKey("submissions.id", ondelete="CASCADE"), nullable=False),
    Column("event", String(64), nullable=False),
    Column("body", CompressedText, nullable=False),
    Column("status", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # Earliest time of the next try; during a try, when another process may take it over.
    Column("due_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    Column("last_error", Text),
    CheckConstraint("status IN ('pending', 'delivered', 'failed')", name="status"),
)
Index(None, webhook_deliveries.c.status, webhook_deliveries.c.due_at)
Index(None, webhook_deliveries.c.submission_id, webhook_deliveries.c.number)

problem_revisions = Table(
    "problem_revisions",
    metadata,
    # The order of creation.
    Column("number", RowNumber, primary_key=True),
    Column("problem", Text, nullable=False),
    # Digest of the content, which never changes.
    Column("revision", String(16), nullable=False),
    # The package as a zip file.
    Column("archive", LargeBinary, nullable=False),
    Column("source", String(16), nullable=False),
    # Who made it through the API; unknown if no keys exist.
    Column("site", Text),
    Column("key_id", String(32)),
    Column("note", Text, nullable=False),
    # What it was made from: the draft or live revision of that moment.
    Column("parent", String(16)),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("problem", "revision"),
    CheckConstraint("source IN ('folder', 'api')", name="source"),
)

problems = Table(
    "problems",
    metadata,
    Column("name", Text, primary_key=True),
    # The revision that new submissions are judged on, once one was published.
    Column("live", String(16)),
    # The revision that holds the changes since, which are not published.
    Column("draft", String(16)),
    Column("archived_at", UtcDateTime),
    CheckConstraint("live IS NOT NULL OR draft IS NOT NULL", name="has_content"),
)

# What went live when, by whom and why, including roll-backs.
publications = Table(
    "publications",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("problem", Text, nullable=False),
    Column("revision", String(16), nullable=False),
    # What was live before.
    Column("replaced", String(16)),
    # Who published it through the API; unknown if no keys exist.
    Column("site", Text),
    Column("key_id", String(32)),
    Column("note", Text, nullable=False),
    # Whether it was published without passing the check.
    Column("forced", Boolean(create_constraint=False), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)
Index(None, publications.c.problem, publications.c.number)

rejudges = Table(
    "rejudges",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site", Text, nullable=False),
    Column("key_id", String(32)),
    Column("problem", Text, nullable=False),
    # The revision to judge on.
    Column("revision", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("applied_at", UtcDateTime),
    Column("cancelled_at", UtcDateTime),
    # How many submissions matched whose source is no longer kept.
    Column("skipped", Integer, nullable=False, server_default="0"),
)

# Earlier verdicts; the newest one is in the submission's row.
judgements = Table(
    "judgements",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("submission_id", ForeignKey("submissions.id", ondelete="CASCADE"), nullable=False),
    Column("verdict", CompressedText, nullable=False),
    Column("outcome", String(32), nullable=False),
    Column("score", Float, nullable=False),
    Column("judged_at", UtcDateTime, nullable=False),
    # The rejudge that replaced this verdict.
    Column("rejudge_id", ForeignKey("rejudges.id"), nullable=False),
    # False once only the summary of the verdict is kept.
    Column("has_details", Boolean(create_constraint=False), nullable=False, server_default=true()),
)
Index(None, judgements.c.submission_id)
Index(None, judgements.c.rejudge_id)
Index(None, judgements.c.has_details, judgements.c.judged_at)

problem_checks = Table(
    "problem_checks",
    metadata,
    # Sorts by request time.
    Column("id", String(32), primary_key=True),
    Column("site", Text, nullable=False),
    Column("key_id", String(32)),
    Column("kind", String(16), nullable=False),
    Column("problem", Text, nullable=False),
    Column("revision", String(16), nullable=False),
    Column("archive", LargeBinary, nullable=False),
    # The names of the previewed cases: a JSON list.
    Column("added", Text, nullable=False),
    # Of a publication: why.
    Column("note", Text),
    # What the revision would replace: of a publication what is live, of a preview what it changes.
    Column("replaces", String(16)),
    # Of a preview and its impact: the only site whose submissions are tried; null for all sites.
    Column("visible_site", Text),
    Column("status", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    Column("worker", String(32)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime),
    # JSON objects. `found` is the summary that lists show; the report may be long.
    Column("progress", Text),
    Column("report", Text),
    Column("found", Text),
    Column("error", Text),
    CheckConstraint("kind IN ('check', 'preview', 'publication', 'impact')", name="kind"),
    CheckConstraint(
        "status IN ('queued', 'running', 'finished', 'failed', 'cancelled')", name="status"
    ),
)
Index(None, problem_checks.c.status)

# Who did what. Triggers refuse to change or delete a row: see the migration that made it.
audit_entries = Table(
    "audit_entries",
    metadata,
    # The order of writing.
    Column("number", RowNumber, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(32), nullable=False),
    # The id or name of what it was done to.
    Column("subject", Text, nullable=False),
    Column("via", String(8), nullable=False),
    # Not foreign keys: entries outlast what they name.
    Column("site", Text),
    Column("key_id", String(32)),
    Column("origin", Text),
    # A JSON object.
    Column("details", Text, nullable=False),
    CheckConstraint("via IN ('api', 'command', 'service')", name="via"),
)
Index(None, audit_entries.c.action, audit_entries.c.number)

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
# The learning platforms (LTI 1.3) that may open problems here. The users of one are the learners
# of one site.
lti_platforms = Table(
    "lti_platforms",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("site", Text, nullable=False, unique=True),
    Column("issuer", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    # Where the judge is deployed on the platform: a JSON list of ids.
    Column("deployments", Text, nullable=False),
    Column("login_url", Text, nullable=False),
    Column("token_url", Text, nullable=False),
    Column("jwks_url", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    UniqueConstraint("issuer", "client_id"),
)

# What the judge signs with as an LTI tool: the newest signs, all are published.
lti_keys = Table(
    "lti_keys",
    metadata,
    Column("id", String(64), primary_key=True),
    # As a JWK: it has to be used, so it can't be stored as a hash.
    Column("private_key", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

# The launches that have begun, until none of them can begin again.
lti_nonces = Table(
    "lti_nonces",
    metadata,
    Column("nonce", String(64), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

# A learner's grade in a line item of a platform's gradebook: the best score at a problem, or the
# total of an assignment. It is due when it may have changed; what it is, is worked out then.
lti_grades = Table(
    "lti_grades",
    metadata,
    Column("number", RowNumber, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("platform_id", ForeignKey("lti_platforms.id", ondelete="CASCADE"), nullable=False),
    # Its URL at the platform.
    Column("line_item", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("learner", Text, nullable=False),
    # One of the two.
    Column("problem", Text),
    Column("assignment_id", ForeignKey("assignments.id", ondelete="CASCADE"), index=True),
    # What the platform was told last, as a part of full marks, and when that was so.
    Column("score", Float),
    Column("scored_at", UtcDateTime),
    # Counts how often it may have changed: if it does while it is sent, it is due again.
    Column("version", Integer, nullable=False),
    Column("status", String(16), nullable=False),
    Column("tries", Integer, nullable=False),
    # Failed tries since it may have changed.
    Column("failures", Integer, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    # Earliest time of the next try; during a try, when another process may take it over.
    Column("due_at", UtcDateTime, nullable=False),
    Column("delivered_at", UtcDateTime),
    Column("last_error", Text),
    UniqueConstraint("platform_id", "line_item", "learner"),
    CheckConstraint("status IN ('none', 'pending', 'delivered', 'failed')", name="status"),
    CheckConstraint("(problem IS NULL) <> (assignment_id IS NULL)", name="of_one"),
)
Index(None, lti_grades.c.site, lti_grades.c.learner, lti_grades.c.problem)
Index(None, lti_grades.c.problem)
Index(None, lti_grades.c.status, lti_grades.c.due_at)
