"""Which known mistakes were made from submissions."""

from sqlalchemy import bindparam, select, text

from app.database.database import Database, uninterrupted
from app.database.tables.problems import made_mistakes as table
from app.database.tables.submissions import submissions

_MADE = select(table.c.likeness, table.c.mistake).where(table.c.problem == bindparam("b_problem"))
_LIKENESS = select(submissions.c.likeness).where(submissions.c.id == bindparam("b_id"))
# SQL that both databases accept; SQLAlchemy offers this only per dialect.
_RECORD = text(
    "INSERT INTO made_mistakes (problem, likeness, mistake) "
    "SELECT CAST(:problem AS TEXT), likeness, CAST(:mistake AS TEXT) FROM submissions "
    "WHERE id = :submission AND likeness IS NOT NULL "
    "ON CONFLICT (problem, likeness) DO UPDATE SET mistake = excluded.mistake"
)


class MistakeStore:
    """The mistakes made from submissions. Methods raise `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def made(self, problem: str) -> dict[str, str]:
        """Return the names of the mistakes by what groups their submissions."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_MADE, {"b_problem": problem})).all()
        return {row.likeness: row.mistake for row in rows}

    async def likeness(self, submission_id: str) -> str | None:
        """Return what groups a submission with others; None if it is in no group."""
        async with self._database.read() as connection:
            likeness: str | None = (
                await connection.execute(_LIKENESS, {"b_id": submission_id})
            ).scalar_one_or_none()
        return likeness

    @uninterrupted
    async def record(self, problem: str, submission_id: str, mistake: str) -> None:
        """Store that a mistake was made from a submission, which may be in no group."""
        row = {"problem": problem, "submission": submission_id, "mistake": mistake}
        async with self._database.write() as transaction:
            await transaction.execute(_RECORD, row)
