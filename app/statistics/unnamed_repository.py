"""Wrong submissions whose mistake nobody has named, grouped by what they do."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, select

from app.database.database import Database
from app.database.tables.statistics import statistics_counts
from app.database.tables.submissions import UNNAMED
from app.database.tables.submissions import submissions as table
from app.rollup.service import Rollup
from app.statistics.rows_repository import conditions
from app.statistics.schemas import Period, UnnamedMistake

# The largest groups: whoever has named these sees the next.
_MOST = 20


class UnnamedStore:
    """The groups. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rollup = Rollup(database)

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
        if period == Period() and await self._rollup.settle():
            groups = _COUNTED[site is not None]
        else:
            groups = _groups_of_rows(problem, site, period)
        shown = groups.subquery()
        examples = (
            select(shown, table.c.id, table.c.outcome, table.c.verdict)
            .join(table, table.c.number == shown.c.newest)
            .order_by(shown.c.submissions.desc(), shown.c.likeness)
        )
        wanted = {"b_problem": problem, "b_site": site}
        async with self._database.read() as connection:
            rows = (await connection.execute(examples, wanted)).all()
        # In a thread: a verdict may have a hundred kilobytes.
        return await asyncio.to_thread(_groups, rows, made)


def _counted() -> dict[bool, Select[str, int, int, int]]:
    """The largest groups by the counts, of one site (True), and of all."""
    counts = statistics_counts.c
    newest = (
        select(func.max(table.c.number))
        # Exactly the index's condition, or the index is not used.
        .where(
            UNNAMED,
            table.c.site == counts.site,
            table.c.problem == counts.problem,
            table.c.likeness == counts.name,
        )
        .scalar_subquery()
    )
    of_problem = select(counts.name.label("likeness"), counts.submissions, counts.learners).where(
        counts.what == "likeness", counts.problem == bindparam("b_problem")
    )
    found = {}
    for is_one, visible in (
        (True, of_problem.where(counts.site == bindparam("b_site"))),
        (False, of_problem),
    ):
        each = visible.subquery()
        submissions = func.sum(each.c.submissions).cast(counts.submissions.type)
        largest = (
            select(
                each.c.likeness,
                submissions.label("submissions"),
                func.sum(each.c.learners).cast(counts.learners.type).label("learners"),
            )
            .group_by(each.c.likeness)
            .order_by(submissions.desc(), each.c.likeness)
            .limit(_MOST)
            .subquery()
        )
        of_each_site = [
            counts.what == "likeness",
            counts.problem == bindparam("b_problem"),
            counts.name == largest.c.likeness,
            *([counts.site == bindparam("b_site")] if is_one else []),
        ]
        found[is_one] = (
            select(largest, func.max(newest).label("newest"))
            .join(statistics_counts, and_(*of_each_site))
            .group_by(*largest.c)
        )
    return found


def _groups_of_rows(problem: str, site: str | None, period: Period) -> Select[str, int, int, int]:
    """The largest groups among the submissions of a period."""
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
    return (
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


_COUNTED = _counted()


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
