"""Statistics of a period, computed by the database from the stored figures of each verdict.

One index leads to the rows of a period. A problem with 100,000 submissions in the period takes one
to two seconds.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, func, literal_column, select

from app.database.case_outcomes import CASE_OUTCOMES, failed_of_run
from app.database.database import Database
from app.database.tables.base import utc_day
from app.database.tables.submissions import JUDGED
from app.database.tables.submissions import submissions as table
from app.statistics.assembling import problem_statistics
from app.statistics.distribution import distribution
from app.statistics.schemas import (
    CaseCount,
    DayCount,
    Period,
    ProblemStatistics,
    ProblemTotals,
    StatisticsOverview,
    UntilAccepted,
    VerdictCount,
)
from graders.core.verdict import Outcome

_is_accepted: ColumnElement[bool] = table.c.outcome == Outcome.ACCEPTED
_is_judged: ColumnElement[bool] = table.c.outcome != Outcome.JUDGE_ERROR
_was_loaded: ColumnElement[bool] = table.c.outcome != Outcome.COMPILE_ERROR
# No learner's name is empty. With the bare column SQLite would choose an index ordered by learner
# and read every row, instead of the index that has the period.
_NOBODY: ColumnElement[str] = literal_column("''")
_learner: ColumnElement[str] = func.coalesce(table.c.learner, _NOBODY)


class RowStatistics:
    """Statistics of submissions. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def overview(self, site: str | None, period: Period) -> StatisticsOverview:
        """Return the figures of every problem, of one site or, if None, of all."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_totals(conditions(site, period)))).all()
        return StatisticsOverview(problems=[_totals_of(row) for row in rows])

    async def of_problem(
        self, problem: str, titles: Mapping[str, str], site: str | None, period: Period
    ) -> ProblemStatistics:
        """Return the statistics of one problem, of one site's learners or, if None, of all.

        Args:
            problem: the name of the problem.
            titles: those of its known mistakes, by name.
            site: whose submissions.
            period: when they were handed in.
        """
        everything = [table.c.problem == problem, *conditions(site, period)]
        judged = [*everything, _is_judged]
        loaded = [*judged, _was_loaded]
        async with self._database.read() as connection:
            totals = (await connection.execute(_totals(everything))).one_or_none()
            days = (await connection.execute(_days(judged))).all()
            verdicts = (await connection.execute(_verdicts(judged))).all()
            until_accepted = (await connection.execute(_until_accepted(judged))).all()
            mistakes = (await connection.execute(_mistakes(judged))).all()
            patterns = (await connection.execute(_case_patterns(judged))).all()
            time_ms = await distribution(connection, table.c.time_ms, loaded)
            memory_mb = await distribution(connection, table.c.memory_mb, loaded)
        return problem_statistics(
            problem,
            titles,
            totals=None if totals is None else _totals_of(totals),
            days=[DayCount(**row._mapping) for row in days],
            verdicts=[VerdictCount(**row._mapping) for row in verdicts],
            until_accepted=[UntilAccepted(**row._mapping) for row in until_accepted],
            mistakes=[(row.mistake, row.submissions, row.learners) for row in mistakes],
            time_ms=time_ms,
            memory_mb=memory_mb,
            # In a thread: with many cases, every submission may have its own pattern of some
            # kilobytes.
            cases=await asyncio.to_thread(
                _cases, [(row.case_outcomes, row.submissions) for row in patterns]
            ),
        )


def conditions(site: str | None, period: Period) -> list[ColumnElement[bool]]:
    """What the judged submissions of a site, or of all, and of these days fulfil."""
    # Exactly the index's condition, or the index is not used.
    found: list[Any] = [JUDGED]
    if site is not None:
        found.append(table.c.site == site)
    if period.first_day is not None:
        found.append(table.c.created_at >= _midnight(period.first_day))
    # No day follows `date.max`.
    if period.last_day is not None and period.last_day < date.max:
        found.append(table.c.created_at < _midnight(period.last_day + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _count_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _totals(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    each = (
        select(
            table.c.problem,
            _learner.label("learner"),
            _count_of(_is_judged).label("judged"),
            _count_of(_is_accepted).label("accepted"),
            func.count().label("all"),
        )
        .where(*conditions)
        .group_by(table.c.problem, table.c.site, _learner)
        .subquery()
    )
    is_named = each.c.learner != _NOBODY
    return (
        select(
            each.c.problem,
            func.sum(each.c.judged).label("submissions"),
            func.sum(each.c.accepted).label("accepted"),
            func.sum(each.c.all - each.c.judged).label("judge_errors"),
            _count_of(is_named & (each.c.judged > 0)).label("learners"),
            _count_of(is_named & (each.c.accepted > 0)).label("solved_by"),
        )
        .group_by(each.c.problem)
        .order_by(each.c.problem)
    )


def _totals_of(row: Row[*tuple[Any, ...]]) -> ProblemTotals:
    return ProblemTotals(**row._mapping)


def _days(conditions: list[ColumnElement[bool]]) -> Select[date, int, int]:
    day = utc_day(table.c.created_at)
    return (
        select(
            day.label("day"),
            func.count().label("submissions"),
            _count_of(_is_accepted).label("accepted"),
        )
        .where(*conditions)
        .group_by(day)
        .order_by(day)
    )


def _verdicts(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    return (
        select(table.c.outcome.label("verdict"), func.count().label("submissions"))
        .where(*conditions)
        .group_by(table.c.outcome)
        .order_by(func.count().desc(), table.c.outcome)
    )


def _until_accepted(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    solved_at = func.min(case((_is_accepted, table.c.number)))
    numbered = (
        select(
            table.c.site,
            _learner.label("learner"),
            table.c.number,
            solved_at.over(partition_by=(table.c.site, _learner)).label("solved_at"),
        )
        .where(*conditions)
        .subquery()
    )
    learners = (
        select(func.count().label("submissions"), func.max(numbered.c.solved_at).label("solved_at"))
        .where(
            numbered.c.learner != _NOBODY,
            # Those after the first accepted one do not count.
            numbered.c.solved_at.is_(None) | (numbered.c.number <= numbered.c.solved_at),
        )
        .group_by(numbered.c.site, numbered.c.learner)
        .subquery()
    )
    return (
        select(
            learners.c.submissions,
            _count_of(learners.c.solved_at.is_not(None)).label("solved_by"),
            _count_of(learners.c.solved_at.is_(None)).label("unsolved_by"),
        )
        .group_by(learners.c.submissions)
        .order_by(learners.c.submissions)
    )


def _mistakes(conditions: list[ColumnElement[bool]]) -> Select[Any]:
    each = (
        select(table.c.mistake, table.c.learner, func.count().label("submissions"))
        .where(*conditions, ~_is_accepted)
        .group_by(table.c.mistake, table.c.site, table.c.learner)
        .subquery()
    )
    submissions = func.sum(each.c.submissions)
    return (
        select(
            each.c.mistake,
            submissions.label("submissions"),
            # Skips submissions without a learner.
            func.count(each.c.learner).label("learners"),
        )
        .group_by(each.c.mistake)
        .order_by(submissions.desc(), each.c.mistake.nulls_last())
    )


def _case_patterns(conditions: list[ColumnElement[bool]]) -> Select[str, int]:
    # Most submissions have the same outcomes as many others: read only the distinct patterns.
    return (
        select(CASE_OUTCOMES.label("case_outcomes"), func.count().label("submissions"))
        .where(*conditions)
        .group_by(table.c.case_pattern, table.c.case_outcomes)
    )


def _cases(patterns: Iterable[tuple[str, int]]) -> list[CaseCount]:
    ran: Counter[str] = Counter()
    failed: Counter[str] = Counter()
    for outcomes, submissions in patterns:
        for name, is_failed in failed_of_run(outcomes):
            ran[name] += submissions
            failed[name] += submissions if is_failed else 0
    return [CaseCount(case=name, ran=ran[name], failed=failed[name]) for name in ran]
