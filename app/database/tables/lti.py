"""Learning platforms (LTI 1.3), and the grades that they are told."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from app.database.tables.base import RowNumber, UtcDateTime, metadata

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
