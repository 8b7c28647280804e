"""Sites, their keys, and who is signed in."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, String, Table, Text

from app.database.tables.base import UtcDateTime, metadata

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
