"""The tables, by subject. A change here needs a migration: a test compares the two."""

from app.database.tables import (
    assignments,
    audit,
    auth,
    base,
    lti,
    problems,
    rejudges,
    statistics,
    submissions,
    webhooks,
    workers,
)

# All are loaded, so that `base.metadata` has every table.
__all__ = [
    "assignments",
    "audit",
    "auth",
    "base",
    "lti",
    "problems",
    "rejudges",
    "statistics",
    "submissions",
    "webhooks",
    "workers",
]
