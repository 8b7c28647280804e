"""Previews of cases are followed by their impact on the latest submissions."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

_KINDS = "ck_problem_checks_kind"


def upgrade() -> None:
    """Add the kind of check, and whose submissions it may try: those of its own site."""
    with op.batch_alter_table("problem_checks") as table:
        table.add_column(sa.Column("visible_site", sa.Text()))
        table.drop_constraint(_KINDS, type_="check")
        table.create_check_constraint(
            _KINDS, "kind IN ('check', 'preview', 'publication', 'impact')"
        )
    op.execute("UPDATE problem_checks SET visible_site = site")
