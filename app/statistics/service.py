"""Statistics of the submissions that a caller may see."""

from functools import partial

from app.auth.caller import Caller
from app.core.remembered import Remembered
from app.database.database import Database
from app.mistakes.service import MistakeService
from app.problems.authoring_service import AuthoringService
from app.statistics.repository import StatisticsStore
from app.statistics.schemas import (
    Period,
    ProblemStatistics,
    StatisticsOverview,
    UnnamedMistake,
    UnnamedMistakes,
)
from app.statistics.unnamed_repository import UnnamedStore

# For each of these results some hundred kilobytes at most.
_MOST_KEPT = 100
_Wanted = tuple[str | None, str, Period]


class StatisticsService:
    """Submission statistics. Every method raises `StoreError` if the database fails.

    What takes long, on a site with millions of submissions, is kept for a while.
    """

    def __init__(
        self, database: Database, authoring: AuthoringService, mistakes: MistakeService
    ) -> None:
        self._store = StatisticsStore(database)
        self._unnamed = UnnamedStore(database)
        self._authoring = authoring
        self._mistakes = mistakes
        self._overviews = Remembered[tuple[str | None, Period], StatisticsOverview](_MOST_KEPT)
        self._of_problems = Remembered[_Wanted, ProblemStatistics](_MOST_KEPT)
        self._groups = Remembered[tuple[_Wanted, frozenset[tuple[str, str]]], list[UnnamedMistake]](
            _MOST_KEPT
        )

    async def overview(self, caller: Caller, period: Period) -> StatisticsOverview:
        """Return how many submissions and learners each problem has, and how many succeed."""
        site = caller.visible_site
        return await self._overviews.get(
            (site, period), partial(self._store.overview, site, period)
        )

    async def of_problem(self, caller: Caller, name: str, period: Period) -> ProblemStatistics:
        """Return how learners do on a problem, archived or not.

        Raises:
            UnknownProblemError: there is no such problem.
        """
        problem = await self._authoring.live_problem(name)
        titles = {example.mistake: example.title for example in problem.submissions}
        site = caller.visible_site
        return await self._of_problems.get(
            (site, problem.name, period),
            partial(self._store.of_problem, problem.name, titles, site, period),
        )

    async def unnamed(self, caller: Caller, name: str, period: Period) -> UnnamedMistakes:
        """Return the largest groups of a problem's wrong submissions that no mistake explains.

        Raises:
            UnknownProblemError: there is no such problem.
        """
        made = await self._mistakes.made(await self._authoring.current_problem(name))
        site = caller.visible_site
        groups = await self._groups.get(
            ((site, name, period), frozenset(made.items())),
            partial(self._unnamed.of_problem, name, made, site, period),
        )
        return UnnamedMistakes(groups=groups)
