"""One word for each thing: a learner hands in a submission, the judge makes tries at it."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Alembic puts "ck_submissions_" before it, as it did where the constraint was made.
_KINDS = "ck_submissions_kind"
_JUDGED = "ix_submissions_judged"
_DELIVERIES = sa.table("webhook_deliveries", sa.column("id", sa.String), sa.column("body", sa.Text))


def upgrade() -> None:
    """Rename the columns, the kind of the rows that learners handed in, and both in webhooks."""
    op.drop_index(_JUDGED, "submissions")
    with op.batch_alter_table("submissions") as table:
        table.drop_constraint(_KINDS, type_="check")
        table.alter_column("attempt", new_column_name="tries")
    op.execute("UPDATE submissions SET kind = 'submission' WHERE kind = 'attempt'")
    with op.batch_alter_table("submissions") as table:
        table.create_check_constraint(
            _KINDS, "kind IN ('submission', 'run', 'review', 'rejudgement')"
        )
    judged = sa.text("kind = 'submission' AND outcome IS NOT NULL")
    op.create_index(
        _JUDGED,
        "submissions",
        [
            *("site", "problem", "created_at", "learner"),
            *("outcome", "time_ms", "memory_mb", "mistake"),
        ],
        sqlite_where=judged,
        postgresql_where=judged,
    )
    with op.batch_alter_table("webhook_deliveries") as table:
        table.alter_column("attempts", new_column_name="tries")
    with op.batch_alter_table("problem_checks") as table:
        table.alter_column("number", new_column_name="tries")
    _rename_in_webhooks()


def _rename_in_webhooks() -> None:
    """Let webhooks that are still to be sent, or to be sent again, use the words of the API."""
    connection = op.get_bind()
    ids = connection.execute(sa.select(_DELIVERIES.c.id)).scalars().all()
    for delivery in ids:
        of_one = _DELIVERIES.c.id == delivery
        body = connection.execute(sa.select(_DELIVERIES.c.body).where(of_one)).scalar_one()
        connection.execute(sa.update(_DELIVERIES).where(of_one).values(body=_renamed(body)))


def _renamed(body: str) -> str:
    event: dict[str, Any] = json.loads(body)
    submission = event["data"]
    if submission["kind"] == "attempt":
        submission["kind"] = "submission"
    submission["tries"] = submission.pop("attempt")
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))
