"""Problems: their revisions, what went live, and the checks before that."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.database.tables.base import RowNumber, UtcDateTime, metadata

# Which known mistakes were made from submissions, before a draft with them is published.
made_mistakes = Table(
    "made_mistakes",
    metadata,
    Column("problem", Text, primary_key=True),
    Column("likeness", String(16), primary_key=True),
    # The name of the example.
    Column("mistake", Text, nullable=False),
)

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
