"""Webhooks in summary: how much an endpoint is told."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0005"


def upgrade() -> None:
    """Tell every endpoint that is known as much as before."""
    with op.batch_alter_table("webhook_endpoints") as table:
        table.add_column(sa.Column("detail", sa.String(16), nullable=False, server_default="full"))
        table.create_check_constraint(
            "ck_webhook_endpoints_detail", "detail IN ('full', 'summary')"
        )
