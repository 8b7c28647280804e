"""Counts of all verdicts, and the changes of verdicts that are not counted yet."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from app.database.tables.base import RowNumber, UtcDateTime

revision = "0016"
down_revision = "0015"

_TAKEN = (
    *("site", "problem", "submission", "outcome", "created_at"),
    *("time_ms", "memory_mb", "mistake", "likeness", "case_outcomes", "case_pattern"),
)
# Of which a row of the submissions is: its `number` is the change's `submission`.
_COLUMNS = f"sign, learner, {', '.join(_TAKEN)}"
_HAS_ENDED = "{row}.kind = 'submission' AND {row}.status IN ('finished', 'cancelled')"
_COUNTED = ("status", "site", "problem", "learner", "created_at", *_TAKEN[3:])


def _values(row: str) -> str:
    taken = ("number" if name == "submission" else name for name in _TAKEN)
    return f"coalesce({row}.learner, ''), {', '.join(f'{row}.{name}' for name in taken)}"


def _log(sign: int, row: str) -> str:
    return f"INSERT INTO verdict_changes ({_COLUMNS}) VALUES ({sign}, {_values(row)});"  # noqa: S608


def _listed(row: str) -> str:
    return f"({', '.join(f'{row}.{name}' for name in _COUNTED)})"


_NEW_HAS_ENDED, _OLD_HAS_ENDED = _HAS_ENDED.format(row="NEW"), _HAS_ENDED.format(row="OLD")
# By name: the event, when it counts, and what is counted then.
_ON_SQLITE = {
    "added": ("INSERT", _NEW_HAS_ENDED, _log(1, "NEW")),
    "removed": ("DELETE", _OLD_HAS_ENDED, _log(-1, "OLD")),
    "was": (
        "UPDATE",
        f"{_OLD_HAS_ENDED} AND {_listed('OLD')} IS NOT {_listed('NEW')}",
        _log(-1, "OLD"),
    ),
    "is": (
        "UPDATE",
        f"{_NEW_HAS_ENDED} AND {_listed('OLD')} IS NOT {_listed('NEW')}",
        _log(1, "NEW"),
    ),
}
_ON_POSTGRESQL = (
    f"""
    CREATE FUNCTION verdict_changes_add() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF TG_OP <> 'INSERT' THEN
            IF {_OLD_HAS_ENDED} THEN {_log(-1, "OLD")} END IF;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            IF {_NEW_HAS_ENDED} THEN {_log(1, "NEW")} END IF;
        END IF;
        RETURN NULL;
    END $$
    """,
    f"""
    CREATE TRIGGER verdict_changes_added AFTER INSERT ON submissions
    FOR EACH ROW WHEN ({_NEW_HAS_ENDED}) EXECUTE FUNCTION verdict_changes_add()
    """,
    f"""
    CREATE TRIGGER verdict_changes_removed AFTER DELETE ON submissions
    FOR EACH ROW WHEN ({_OLD_HAS_ENDED}) EXECUTE FUNCTION verdict_changes_add()
    """,
    f"""
    CREATE TRIGGER verdict_changes_changed AFTER UPDATE ON submissions FOR EACH ROW
    WHEN (NEW.kind = 'submission' AND {_listed("OLD")} IS DISTINCT FROM {_listed("NEW")})
    EXECUTE FUNCTION verdict_changes_add()
    """,
)
_UNNAMED = sa.text("kind = 'submission' AND likeness IS NOT NULL AND mistake IS NULL")
_COUNT_WHAT_IS_THERE = (
    f"INSERT INTO verdict_changes ({_COLUMNS}) "  # noqa: S608
    f"SELECT 1, {_values('submissions')} FROM submissions "
    f"WHERE {_HAS_ENDED.format(row='submissions')} "
    # As they will be counted, so that of ten million those of a learner lie beside each other.
    "ORDER BY site, problem, learner"
)


def upgrade() -> None:
    """Make the tables, and triggers that log each change of a verdict, whoever makes it.

    What is stored already is logged here, and counted by the service, some at a time.

    A later step that makes `submissions` anew, as SQLite's `batch_alter_table` does, has to make
    the triggers again.
    """
    _create_log()
    _create_counts()
    if op.get_bind().dialect.name == "postgresql":
        for statement in _ON_POSTGRESQL:
            op.execute(statement)
    else:
        for name, (event, condition, action) in _ON_SQLITE.items():
            op.execute(
                f"CREATE TRIGGER verdict_changes_{name} AFTER {event} ON submissions "
                f"WHEN {condition} BEGIN {action} END"
            )
    op.execute(_COUNT_WHAT_IS_THERE)
    op.create_index(
        "ix_submissions_unnamed",
        "submissions",
        ["site", "problem", "likeness", "number"],
        sqlite_where=_UNNAMED,
        postgresql_where=_UNNAMED,
    )


def _create_log() -> None:
    op.create_table(
        "verdict_changes",
        sa.Column("number", RowNumber, nullable=False),
        sa.Column("sign", sa.Integer(), nullable=False),
        sa.Column("site", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("learner", sa.Text(), nullable=False),
        sa.Column("submission", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(32)),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("time_ms", sa.Float()),
        sa.Column("memory_mb", sa.Float()),
        sa.Column("mistake", sa.Text()),
        sa.Column("likeness", sa.String(16)),
        sa.Column("case_outcomes", sa.Text()),
        sa.Column("case_pattern", sa.BigInteger()),
        sa.PrimaryKeyConstraint("number", name="pk_verdict_changes"),
    )
    op.create_index(
        "ix_verdict_changes_learners",
        "verdict_changes",
        ["site", "problem", "learner", "number"],
    )


def _create_counts() -> None:
    _create_count(
        "statistics_counts",
        {"site": sa.Text(), "what": sa.String(16), "problem": sa.Text(), "name": sa.Text()},
        ("submissions", "part", "learners"),
    )
    _create_count(
        "statistics_figures",
        {"site": sa.Text(), "problem": sa.Text(), "what": sa.String(16), "figure": sa.Float()},
        ("submissions", "accepted"),
    )
    _create_count(
        "statistics_days",
        {"site": sa.Text(), "problem": sa.Text(), "day": sa.Date()},
        ("submissions", "accepted", "judge_errors"),
    )
    op.create_index("ix_statistics_days_day", "statistics_days", ["day"])
    _create_count(
        "statistics_visits",
        {
            "day": sa.Date(),
            "site": sa.Text(),
            "problem": sa.Text(),
            "solved": sa.Boolean(),
            "previous": sa.Date(),
        },
        ("learners",),
    )


def _create_count(
    table: str, key: dict[str, sa.types.TypeEngine[Any]], numbers: tuple[str, ...]
) -> None:
    op.create_table(
        table,
        *(sa.Column(name, kind, nullable=False) for name, kind in key.items()),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in numbers),
        sa.PrimaryKeyConstraint(*key, name=f"pk_{table}"),
    )
