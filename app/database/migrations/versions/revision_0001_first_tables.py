"""The problems, the submissions, who sends and judges them, and who is told of their verdicts."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True)),
        sa.Column("expires_at", sa.DateTime(timezone=True)),
        sa.Column("revoked_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.UniqueConstraint("hash", name="uq_api_keys_hash"),
    )
    op.create_table(
        "problem_checks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=32)),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("added", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=32)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("progress", sa.Text()),
        sa.Column("report", sa.Text()),
        sa.Column("found", sa.Text()),
        sa.Column("error", sa.Text()),
        sa.CheckConstraint("kind IN ('check', 'preview')", name="ck_problem_checks_kind"),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'finished', 'failed', 'cancelled')",
            name="ck_problem_checks_status",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_problem_checks"),
    )
    op.create_index("ix_problem_checks_status", "problem_checks", ["status"])
    op.create_table(
        "problem_revisions",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.Column("archive", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("site", sa.Text()),
        sa.Column("key_id", sa.String(length=32)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("parent", sa.String(length=16)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("source IN ('folder', 'api')", name="ck_problem_revisions_source"),
        sa.PrimaryKeyConstraint("number", name="pk_problem_revisions"),
        sa.UniqueConstraint("problem", "revision", name="uq_problem_revisions_problem_revision"),
    )
    op.create_table(
        "problems",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("live", sa.String(length=16), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("name", name="pk_problems"),
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=32)),
        sa.Column("learner", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(key_id IS NULL) <> (learner IS NULL)", name="ck_sessions_whose"),
        sa.ForeignKeyConstraint(
            ["key_id"], ["api_keys.id"], name="fk_sessions_key_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
    op.create_table(
        "sites",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("webhook_secret", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_sites"),
    )
    op.create_table(
        "submissions",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=32)),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reviewed", sa.String(length=32)),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("revision", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=32)),
        sa.Column("score", sa.Float()),
        sa.Column("time_ms", sa.Float()),
        sa.Column("memory_mb", sa.Float()),
        sa.Column("mistake", sa.Text()),
        sa.Column("case_outcomes", sa.Text()),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("inputs", sa.Text()),
        sa.Column("seed", sa.Integer()),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("learner", sa.Text()),
        sa.Column("external_id", sa.Text()),
        sa.Column("metadata", sa.Text(), nullable=False),
        sa.Column("callback_url", sa.Text()),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("worker", sa.String(length=32)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("progress", sa.Text()),
        sa.Column("verdict", sa.Text()),
        sa.Column("rejudge_id", sa.String(length=32)),
        sa.Column("original_id", sa.String(length=32)),
        sa.CheckConstraint(
            "(status = 'finished') = (verdict IS NOT NULL)",
            name="ck_submissions_finished_with_verdict",
        ),
        sa.CheckConstraint(
            "(status IN ('finished', 'cancelled')) = (finished_at IS NOT NULL)",
            name="ck_submissions_ended_at",
        ),
        sa.CheckConstraint(
            "kind IN ('attempt', 'run', 'review', 'rejudgement')", name="ck_submissions_kind"
        ),
        sa.CheckConstraint(
            "(kind = 'review') = (reviewed IS NOT NULL)", name="ck_submissions_review_of_one"
        ),
        sa.CheckConstraint(
            "(kind = 'rejudgement') = (rejudge_id IS NOT NULL AND original_id IS NOT NULL)",
            name="ck_submissions_rejudgement",
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'running', 'finished', 'cancelled')", name="ck_submissions_status"
        ),
        sa.ForeignKeyConstraint(
            ["reviewed"],
            ["submissions.id"],
            name="fk_submissions_reviewed",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_submissions"),
        sa.UniqueConstraint("id", name="uq_submissions_id"),
        sa.UniqueConstraint("reviewed", name="uq_submissions_reviewed"),
    )
    judged = sa.text("kind = 'attempt' AND outcome IS NOT NULL")
    op.create_index(
        "ix_submissions_judged",
        "submissions",
        [
            *("site", "problem", "created_at", "learner"),
            *("outcome", "time_ms", "memory_mb", "mistake"),
        ],
        sqlite_where=judged,
        postgresql_where=judged,
    )
    op.create_index("ix_submissions_key_id_status", "submissions", ["key_id", "status"])
    op.create_index("ix_submissions_rejudge_id", "submissions", ["rejudge_id"])
    op.create_index("ix_submissions_site_external_id", "submissions", ["site", "external_id"])
    op.create_index(
        "ix_submissions_site_learner_number", "submissions", ["site", "learner", "number"]
    )
    op.create_index("ix_submissions_site_number", "submissions", ["site", "number"])
    op.create_index(
        "ix_submissions_status_priority_number",
        "submissions",
        ["status", "priority", "number"],
        unique=False,
    )
    op.create_table(
        "rejudges",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("key_id", sa.String(length=32)),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("revision", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True)),
        sa.Column("cancelled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_rejudges"),
    )
    op.create_table(
        "judgements",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rejudge_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name="fk_judgements_submission_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["rejudge_id"], ["rejudges.id"], name="fk_judgements_rejudge_id"),
        sa.PrimaryKeyConstraint("number", name="pk_judgements"),
    )
    op.create_index("ix_judgements_rejudge_id", "judgements", ["rejudge_id"])
    op.create_index("ix_judgements_submission_id", "judgements", ["submission_id"])
    op.create_table(
        "webhook_endpoints",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failing_since", sa.DateTime(timezone=True)),
        sa.Column("disabled_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_webhook_endpoints"),
    )
    op.create_index(
        "ix_webhook_endpoints_site_url", "webhook_endpoints", ["site", "url"], unique=True
    )
    op.create_table(
        "workers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("process", sa.Integer(), nullable=False),
        sa.Column("slots", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("resident_mb", sa.Float(), nullable=False),
        sa.Column("warm_mb", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_workers"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name="fk_idempotency_keys_submission_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site", "key", name="pk_idempotency_keys"),
    )
    op.create_index("ix_idempotency_keys_created_at", "idempotency_keys", ["created_at"])
    op.create_table(
        "webhook_deliveries",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("endpoint_id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.String(length=32), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True)),
        sa.Column("last_error", sa.Text()),
        sa.CheckConstraint(
            "status IN ('pending', 'delivered', 'failed')", name="ck_webhook_deliveries_status"
        ),
        sa.ForeignKeyConstraint(
            ["endpoint_id"],
            ["webhook_endpoints.id"],
            name="fk_webhook_deliveries_endpoint_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["submissions.id"],
            name="fk_webhook_deliveries_submission_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("number", name="pk_webhook_deliveries"),
        sa.UniqueConstraint("id", name="uq_webhook_deliveries_id"),
    )
    op.create_index(
        "ix_webhook_deliveries_status_due_at",
        "webhook_deliveries",
        ["status", "due_at"],
        unique=False,
    )
    op.create_index(
        "ix_webhook_deliveries_submission_id_number",
        "webhook_deliveries",
        ["submission_id", "number"],
        unique=False,
    )
    # ### end Alembic commands ###
