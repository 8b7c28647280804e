"""Webhooks: where they go, and each that is to be sent."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from app.database.tables.base import RowNumber, UtcDateTime, metadata
from app.database.tables.compressed_text import CompressedText

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
