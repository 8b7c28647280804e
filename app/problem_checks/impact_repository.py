"""The submissions that an impact tries: the latest to a problem that have a verdict."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.case_outcomes import CASE_OUTCOMES
from app.database.database import Database
from app.database.tables.submissions import submissions as table
from app.problem_checks.schemas import ImpactReport
from graders.core.verdict import Outcome

# On an idle machine that takes some ten seconds where a submission takes 50 ms.
MOST_TRIED = 200

_LATEST = (
    select(table.c.id)
    .where(
        table.c.kind == "submission",
        table.c.has_source,
        table.c.outcome.is_not(None),
        table.c.outcome != Outcome.JUDGE_ERROR,
        table.c.problem == bindparam("b_problem"),
    )
    .order_by(table.c.number.desc())
    .limit(MOST_TRIED)
)
_JUDGED = select(
    *(table.c.source, table.c.seed, table.c.revision, table.c.outcome),
    CASE_OUTCOMES.label("case_outcomes"),
).where(table.c.id == bindparam("b_id"))


@dataclass(frozen=True, slots=True)
class TriedSubmission:
    """A submission with its verdict: `case_outcomes` are by name, on the cases of `revision`."""

    source: str
    seed: int
    revision: str
    outcome: Outcome
    case_outcomes: dict[str, Outcome]


class ImpactStore:
    """Reads what to try. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def latest(self, problem: str, site: str | None) -> list[str]:
        """Return the ids of the submissions to try, newest first, of one site or of all."""
        query = _LATEST if site is None else _LATEST.where(table.c.site == site)
        async with self._database.read() as connection:
            ids = (await connection.execute(query, {"b_problem": problem})).scalars().all()
        return list(ids)

    async def submission(self, submission_id: str) -> TriedSubmission | None:
        """Return a submission; None if it was deleted."""
        async with self._database.read() as connection:
            row = (await connection.execute(_JUDGED, {"b_id": submission_id})).one_or_none()
        if row is None:
            return None
        outcomes = json.loads(row.case_outcomes or "{}")
        return TriedSubmission(
            row.source,
            row.seed,
            row.revision,
            Outcome(row.outcome),
            {name: Outcome(outcome) for name, outcome in outcomes.items()},
        )


async def with_learners(connection: AsyncConnection, report: ImpactReport) -> ImpactReport:
    """The report with the learner of each submission, which is stored with that alone.

    Submissions that were deleted are left out.
    """
    ids: Sequence[str] = [change.submission for change in report.changes]
    query = select(table.c.id, table.c.learner).where(table.c.id.in_(ids))
    rows = (await connection.execute(query)).all() if ids else ()
    learners = {row.id: row.learner for row in rows}
    changes = tuple(
        change.model_copy(update={"learner": learners[change.submission]})
        for change in report.changes
        if change.submission in learners
    )
    return report.model_copy(update={"changes": changes})
