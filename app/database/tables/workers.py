"""The workers."""

from sqlalchemy import Column, Float, Integer, String, Table, Text

from app.database.tables.base import UtcDateTime, metadata

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
