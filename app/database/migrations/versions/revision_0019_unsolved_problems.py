"""Who has not solved a problem that they tried, so that nobody looks among all who tried it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

# What the index of learners has.
_TRIES = (
    "submissions WHERE kind = 'submission' AND outcome IS NOT NULL AND learner IS NOT NULL "
    "AND outcome <> 'judge_error'"
)
_PLACE = "site, learner, problem"
_ADD = f"INSERT INTO unsolved_problems ({_PLACE})"


def _is_unsolved(of: str) -> str:
    """Whether the learner of that row has tried its problem, and not solved it."""
    theirs = (
        f"(SELECT 1 FROM {_TRIES} "  # noqa: S608
        f"AND site = {of}.site AND learner = {of}.learner AND problem = {of}.problem"
    )
    # No aggregate: SQLite would read the rows of all that they handed in.
    return f"(EXISTS {theirs}) AND NOT EXISTS {theirs} AND outcome = 'accepted'))"


def _look(counted: str) -> str:
    """Look again at the learners and problems that have been counted."""
    return (
        f"{_ADD} SELECT {_PLACE} FROM ({counted}) AS counted "  # noqa: S608
        f"WHERE {_is_unsolved('counted')} ON CONFLICT DO NOTHING; "
        f"DELETE FROM unsolved_problems WHERE ({_PLACE}) IN ({counted}) "
        f"AND NOT {_is_unsolved('unsolved_problems')};"
    )


_ON_SQLITE = (
    "CREATE TRIGGER verdict_changes_counted AFTER DELETE ON verdict_changes "
    "WHEN OLD.learner <> '' BEGIN "
    + _look("SELECT OLD.site AS site, OLD.learner AS learner, OLD.problem AS problem")
    + " END",
)
_ON_POSTGRESQL = (
    "CREATE FUNCTION unsolved_problems_look() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "  # noqa: S608
    + _look(f"SELECT DISTINCT {_PLACE} FROM gone WHERE learner <> ''")  # noqa: S608
    + " RETURN NULL; END $$",
    "CREATE TRIGGER verdict_changes_counted AFTER DELETE ON verdict_changes "
    "REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION unsolved_problems_look()",
)


def upgrade() -> None:
    """Find them, and look again whenever changes are counted, by a process of any version."""
    is_shared = op.get_bind().dialect.name == "postgresql"
    if is_shared:
        # Nobody counts in the meantime.
        op.execute("LOCK TABLE statistics_counts IN EXCLUSIVE MODE")
    op.create_table(
        "unsolved_problems",
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site", "learner", "problem", name="pk_unsolved_problems"),
    )
    op.execute(
        f"{_ADD} SELECT {_PLACE} FROM {_TRIES} GROUP BY {_PLACE} "  # noqa: S608
        "HAVING max(CASE outcome WHEN 'accepted' THEN 1 ELSE 0 END) = 0"
    )
    op.create_index(
        "ix_unsolved_problems_problem_site_learner",
        "unsolved_problems",
        ["problem", "site", "learner"],
    )
    for statement in _ON_POSTGRESQL if is_shared else _ON_SQLITE:
        op.execute(statement)
