"""Wrong submissions whose mistake nobody has named, grouped by what they do."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, func, select

from app.database.database import Database
from app.database.tables import submissions as table
from app.statistics.repository import conditions
from app.statistics.schemas import Period, UnnamedMistake

# The largest groups: whoever has named these sees the next.
_MOST = 20


class UnnamedStore:
    """The groups. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of_problem(
        self, problem: str, made: Mapping[str, str], site: str | None, period: Period
    ) -> list[UnnamedMistake]:
        """Return the largest groups of a problem, of one site's learners or, if None, of all.

        Args:
            problem: the name of the problem.
            made: the mistakes in its draft that were made of groups, by what groups these.
            site: whose submissions.
            period: when they were handed in.
        """
        unnamed = [
            table.c.problem == problem,
            *conditions(site, period),
            table.c.mistake.is_(None),
            table.c.likeness.is_not(None),
        ]
        each = (
            select(
                table.c.likeness,
                func.count().label("submissions"),
                func.max(table.c.number).label("newest"),
                table.c.learner,
            )
            .where(*unnamed)
            .group_by(table.c.likeness, table.c.site, table.c.learner)
            .subquery()
        )
        submissions = func.sum(each.c.submissions)
        groups = (
            select(
                each.c.likeness,
                submissions.label("submissions"),
                # Skips submissions without a learner.
                func.count(each.c.learner).label("learners"),
                func.max(each.c.newest).label("newest"),
            )
            .group_by(each.c.likeness)
            .order_by(submissions.desc(), each.c.likeness)
            .limit(_MOST)
        )
        shown = groups.subquery()
        examples = (
            select(shown, table.c.id, table.c.outcome, table.c.verdict)
            .join(table, table.c.number == shown.c.newest)
            .order_by(shown.c.submissions.desc(), shown.c.likeness)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(examples)).all()
        # In a thread: a verdict may have a hundred kilobytes.
        return await asyncio.to_thread(_groups, rows, made)


def _groups(rows: Sequence[Row[*tuple[Any, ...]]], made: Mapping[str, str]) -> list[UnnamedMistake]:
    return [
        UnnamedMistake(
            submissions=row.submissions,
            learners=row.learners,
            example=row.id,
            verdict=row.outcome,
            message=json.loads(row.verdict)["message"],
            made_into=made.get(row.likeness),
        )
        for row in rows
    ]
