"""Statistics: read from the counts of all verdicts where these have them, else from the rows."""

from collections.abc import Mapping

from app.database.database import Database
from app.rollup.service import Rollup
from app.statistics.counts_repository import CountStatistics
from app.statistics.rows_repository import RowStatistics
from app.statistics.schemas import Period, ProblemStatistics, StatisticsOverview


class StatisticsStore:
    """Statistics of submissions, up to the moment. Methods raise `StoreError` if it fails."""

    def __init__(self, database: Database) -> None:
        self._rollup = Rollup(database)
        self._counts = CountStatistics(database)
        self._rows = RowStatistics(database)

    async def overview(self, site: str | None, period: Period) -> StatisticsOverview:
        """Return the figures of every problem, of one site or, if None, of all."""
        if await self._rollup.settle():
            return await self._counts.overview(site, period)
        return await self._rows.overview(site, period)

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
        if period == Period() and await self._rollup.settle():
            return await self._counts.of_problem(problem, titles, site)
        return await self._rows.of_problem(problem, titles, site, period)
