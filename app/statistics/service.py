"""Statistics of the submissions that a caller may see."""

from app.auth.caller import Caller
from app.database.database import Database
from app.mistakes.service import MistakeService
from app.problems.authoring import AuthoringService
from app.statistics.repository import StatisticsStore
from app.statistics.schemas import (
    Period,
    ProblemStatistics,
    StatisticsOverview,
    UnnamedMistakes,
)
from app.statistics.unnamed_repository import UnnamedStore


class StatisticsService:
    """Submission statistics. Every method raises `StoreError` if the database fails."""

    def __init__(
        self, database: Database, authoring: AuthoringService, mistakes: MistakeService
    ) -> None:
        self._store = StatisticsStore(database)
        self._unnamed = UnnamedStore(database)
        self._authoring = authoring
        self._mistakes = mistakes

    async def overview(self, caller: Caller, period: Period) -> StatisticsOverview:
        """Return how many submissions and learners each problem has, and how many succeed."""
        return await self._store.overview(caller.visible_site, period)

    async def of_problem(self, caller: Caller, name: str, period: Period) -> ProblemStatistics:
        """Return how learners do on a problem, archived or not.

        Raises:
            UnknownProblemError: there is no such problem.
        """
        problem = await self._authoring.live_problem(name)
        titles = {example.mistake: example.title for example in problem.submissions}
        return await self._store.of_problem(problem.name, titles, caller.visible_site, period)

    async def unnamed(self, caller: Caller, name: str, period: Period) -> UnnamedMistakes:
        """Return the largest groups of a problem's wrong submissions that no mistake explains.

        Raises:
            UnknownProblemError: there is no such problem.
        """
        made = await self._mistakes.made(await self._authoring.current_problem(name))
        groups = await self._unnamed.of_problem(name, made, caller.visible_site, period)
        return UnnamedMistakes(groups=groups)
