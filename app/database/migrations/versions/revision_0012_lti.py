"""LTI 1.3: platforms, the judge's keys, launches, and grades for gradebooks."""

import sqlalchemy as sa
from alembic import op

from app.database.tables.base import RowNumber, UtcDateTime

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Add the tables, which are empty until a platform is added."""
    op.create_table(
        "lti_platforms",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("deployments", sa.Text(), nullable=False),
        sa.Column("login_url", sa.Text(), nullable=False),
        sa.Column("token_url", sa.Text(), nullable=False),
        sa.Column("jwks_url", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lti_platforms"),
        sa.UniqueConstraint("site", name="uq_lti_platforms_site"),
        sa.UniqueConstraint("issuer", "client_id", name="uq_lti_platforms_issuer_client_id"),
    )
    op.create_table(
        "lti_keys",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("private_key", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lti_keys"),
    )
    op.create_table(
        "lti_nonces",
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name="pk_lti_nonces"),
    )
    op.create_index("ix_lti_nonces_expires_at", "lti_nonces", ["expires_at"])
    op.create_table(
        "lti_grades",
        sa.Column("number", RowNumber, nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("platform_id", sa.String(32), nullable=False),
        sa.Column("line_item", sa.Text(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("score", sa.Float()),
        sa.Column("scored_at", UtcDateTime()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("delivered_at", UtcDateTime()),
        sa.Column("last_error", sa.Text()),
        sa.CheckConstraint(
            "status IN ('none', 'pending', 'delivered', 'failed')", name="ck_lti_grades_status"
        ),
        sa.ForeignKeyConstraint(
            ["platform_id"],
            ["lti_platforms.id"],
            name="fk_lti_grades_platform_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_lti_grades"),
        sa.UniqueConstraint("id", name="uq_lti_grades_id"),
        sa.UniqueConstraint(
            *("platform_id", "line_item", "learner"),
            name="uq_lti_grades_platform_id_line_item_learner",
        ),
    )
    op.create_index(
        "ix_lti_grades_site_learner_problem", "lti_grades", ["site", "learner", "problem"]
    )
    op.create_index("ix_lti_grades_problem", "lti_grades", ["problem"])
    op.create_index("ix_lti_grades_status_due_at", "lti_grades", ["status", "due_at"])
