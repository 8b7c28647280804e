"""Rejudges, and the verdicts that they replaced."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table, Text, true

from app.database.tables.base import RowNumber, UtcDateTime, metadata
from app.database.tables.compressed_text import CompressedText

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
