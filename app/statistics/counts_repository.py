"""Statistics, read from the counts of all verdicts: see `app.rollup`."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.database import Database
from app.database.tables.statistics import (
    statistics_counts,
    statistics_days,
    statistics_figures,
    statistics_visits,
)
from app.rollup.counting import CANCELLED, NEVER
from app.statistics.assembling import problem_statistics
from app.statistics.distribution import distribution_of
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

_counts, _days = statistics_counts.c, statistics_days.c
_figures, _visits = statistics_figures.c, statistics_visits.c


@dataclass(frozen=True, slots=True)
class _Count:
    submissions: int = 0
    part: int = 0
    learners: int = 0


# By what is counted, and by name.
_Counts = Mapping[str, dict[str, _Count]]


class CountStatistics:
    """Statistics of submissions. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def overview(self, site: str | None, period: Period) -> StatisticsOverview:
        """Return the figures of every problem, of one site or, if None, of all."""
        async with self._database.read() as connection:
            if period == Period():
                problems = await _totals_ever(connection, site)
            else:
                problems = await _totals(connection, site, period)
        return StatisticsOverview(problems=problems)

    async def of_problem(
        self, problem: str, titles: Mapping[str, str], site: str | None
    ) -> ProblemStatistics:
        """Return the statistics of one problem, of one site's learners or, if None, of all.

        Args:
            problem: the name of the problem.
            titles: those of its known mistakes, by name.
            site: whose submissions.
        """
        wanted = {"b_problem": problem, "b_site": site}
        is_one = site is not None
        async with self._database.read() as connection:
            counts = (await connection.execute(_OF_PROBLEM[is_one], wanted)).all()
            days = (await connection.execute(_DAYS[is_one], wanted)).all()
            figures = (await connection.execute(_FIGURES[is_one], wanted)).all()
        return await asyncio.to_thread(_assembled, problem, titles, counts, days, figures)


def _sums(columns: Iterable[ColumnElement[int]]) -> list[ColumnElement[int]]:
    # PostgreSQL sums integers of this size to a decimal number.
    return [func.sum(each).cast(each.type).label(getattr(each, "name", None)) for each in columns]


def _of_site_or_all(
    query: Select[*tuple[Any, ...]], site: ColumnElement[str]
) -> dict[bool, Select[*tuple[Any, ...]]]:
    """The query of one site (True), and of all. Built once: that takes longer than executing."""
    return {True: query.where(site == bindparam("b_site")), False: query}


_NUMBERS = (_counts.submissions, _counts.part, _counts.learners)
_OF_PROBLEM = _of_site_or_all(
    select(_counts.what, _counts.name, *_sums(_NUMBERS))
    .where(
        _counts.problem == bindparam("b_problem"),
        _counts.what.in_(("verdict", "mistake", "case", "learner", "until")),
    )
    .group_by(_counts.what, _counts.name),
    _counts.site,
)
_DAYS = _of_site_or_all(
    select(_days.day, *_sums((_days.submissions, _days.accepted)))
    .where(_days.problem == bindparam("b_problem"), _days.submissions > 0)
    .group_by(_days.day)
    .order_by(_days.day),
    _days.site,
)
_FIGURES = _of_site_or_all(
    select(_figures.what, _figures.figure, *_sums((_figures.submissions, _figures.accepted)))
    .where(_figures.problem == bindparam("b_problem"))
    .group_by(_figures.what, _figures.figure)
    .order_by(_figures.what, _figures.figure),
    _figures.site,
)
_TOTALS_EVER = _of_site_or_all(
    select(_counts.problem, _counts.what, _counts.name, *_sums(_NUMBERS))
    .where(_counts.what.in_(("verdict", "learner")), _counts.name != CANCELLED)
    .group_by(_counts.problem, _counts.what, _counts.name)
    .order_by(_counts.problem),
    _counts.site,
)
_TOTALS = _of_site_or_all(
    select(_days.problem, *_sums((_days.submissions, _days.accepted, _days.judge_errors)))
    .where(_days.day.between(bindparam("b_first"), bindparam("b_last")))
    .group_by(_days.problem)
    .order_by(_days.problem),
    _days.site,
)
# Each learner counts on the first of the days on which they were there.
_LEARNERS = _of_site_or_all(
    select(
        _visits.problem,
        *(
            func.coalesce(func.sum(case((which, _visits.learners))), 0).label(name)
            for name, which in (("learners", ~_visits.solved), ("solved_by", _visits.solved))
        ),
    )
    .where(
        _visits.day.between(bindparam("b_first"), bindparam("b_last")),
        _visits.previous < bindparam("b_first"),
    )
    .group_by(_visits.problem),
    _visits.site,
)
# `NEVER` is no day of any period.
_FIRST = date.fromordinal(NEVER.toordinal() + 1)


async def _totals_ever(connection: AsyncConnection, site: str | None) -> list[ProblemTotals]:
    rows = (await connection.execute(_TOTALS_EVER[site is not None], {"b_site": site})).all()
    counts: dict[str, _Counts] = {}
    for row in rows:
        counts.setdefault(row.problem, _by_name([]))[row.what][row.name] = _count_of(row)
    return [_totals_of(problem, each) for problem, each in counts.items()]


async def _totals(
    connection: AsyncConnection, site: str | None, period: Period
) -> list[ProblemTotals]:
    wanted = {
        "b_site": site,
        "b_first": max(period.first_day or _FIRST, _FIRST),
        "b_last": period.last_day or date.max,
    }
    totals = (await connection.execute(_TOTALS[site is not None], wanted)).all()
    learners = (await connection.execute(_LEARNERS[site is not None], wanted)).all()
    who = {row.problem: (int(row.learners), int(row.solved_by)) for row in learners}
    return [
        ProblemTotals(
            **row._mapping,
            **dict(zip(("learners", "solved_by"), who.get(row.problem, (0, 0)), strict=True)),
        )
        for row in totals
    ]


def _assembled(
    problem: str,
    titles: Mapping[str, str],
    rows: Sequence[Row[*tuple[Any, ...]]],
    days: Sequence[Row[*tuple[Any, ...]]],
    figures: Sequence[Row[*tuple[Any, ...]]],
) -> ProblemStatistics:
    counts = _by_name(rows)
    times, memory = (
        distribution_of(
            [(row.figure, row.submissions, row.accepted) for row in figures if row.what == what]
        )
        for what in ("time_ms", "memory_mb")
    )
    return problem_statistics(
        problem,
        titles,
        totals=_totals_of(problem, counts),
        days=[DayCount(**row._mapping) for row in days],
        verdicts=sorted(
            (
                VerdictCount(verdict=Outcome(name), submissions=each.submissions)
                for name, each in counts["verdict"].items()
                if name not in (CANCELLED, Outcome.JUDGE_ERROR)
            ),
            key=lambda each: (-each.submissions, each.verdict),
        ),
        until_accepted=sorted(
            (
                UntilAccepted(
                    submissions=int(name),
                    solved_by=each.part,
                    unsolved_by=each.learners - each.part,
                )
                for name, each in counts["until"].items()
            ),
            key=lambda each: each.submissions,
        ),
        mistakes=sorted(
            (
                (name or None, each.submissions, each.learners)
                for name, each in counts["mistake"].items()
            ),
            key=lambda each: (-each[1], each[0] is None, each[0] or ""),
        ),
        time_ms=times,
        memory_mb=memory,
        cases=[
            CaseCount(case=name, ran=each.submissions, failed=each.part)
            for name, each in counts["case"].items()
        ],
    )


def _totals_of(problem: str, counts: _Counts) -> ProblemTotals:
    verdicts = counts["verdict"]
    judged = sum(
        each.submissions
        for name, each in verdicts.items()
        if name not in (CANCELLED, Outcome.JUDGE_ERROR)
    )
    who = counts["learner"].get("", _Count())
    return ProblemTotals(
        problem=problem,
        submissions=judged,
        accepted=verdicts.get(Outcome.ACCEPTED, _Count()).submissions,
        judge_errors=verdicts.get(Outcome.JUDGE_ERROR, _Count()).submissions,
        learners=who.learners,
        solved_by=who.part,
    )


def _by_name(rows: Iterable[Row[*tuple[Any, ...]]]) -> _Counts:
    counts: _Counts = {what: {} for what in ("verdict", "mistake", "case", "learner", "until")}
    for row in rows:
        counts[row.what][row.name] = _count_of(row)
    return counts


def _count_of(row: Row[*tuple[Any, ...]]) -> _Count:
    return _Count(row.submissions, row.part, row.learners)
