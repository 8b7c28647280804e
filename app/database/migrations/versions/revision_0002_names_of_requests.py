"""The names of requests: each learner's are their own, as their limits are."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# What a learner sent is counted by no key of the site's.
_SENT_BY_LEARNERS = sa.text(
    """
    UPDATE idempotency_keys SET learner = (
        SELECT submissions.learner FROM submissions WHERE submissions.id = submission_id
    )
    WHERE submission_id IN (
        SELECT id FROM submissions
        WHERE learner IS NOT NULL AND key_id IS NOT NULL AND key_id NOT IN (SELECT id FROM api_keys)
    )
    """
)


def upgrade() -> None:
    """Take the learner into what makes a name the same."""
    with op.batch_alter_table("idempotency_keys") as table:
        table.add_column(sa.Column("learner", sa.Text(), nullable=False, server_default=""))
        table.drop_constraint("pk_idempotency_keys", type_="primary")
        table.create_primary_key("pk_idempotency_keys", ["site", "learner", "key"])
    op.execute(_SENT_BY_LEARNERS)
