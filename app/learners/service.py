"""How the learners do whom a caller may see."""

from collections.abc import AsyncGenerator

from app.auth.caller import Caller
from app.database.database import Database
from app.database.pagination import Page
from app.learners.repository import LearnerStore
from app.learners.schemas import LearnerFilter, LearnerProblem

# Rows that are read at once for a whole list.
_CHUNK = 1000


class LearnerService:
    """How learners do. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._store = LearnerStore(database)

    async def problems(
        self, caller: Caller, wanted: LearnerFilter, limit: int, cursor: str | None
    ) -> Page[LearnerProblem]:
        """Return one page of learners by problem, by their names.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        return await self._store.problems(caller.visible_site, wanted, limit, cursor)

    async def all_problems(
        self, caller: Caller, wanted: LearnerFilter
    ) -> AsyncGenerator[list[LearnerProblem]]:
        """Yield the whole list, in parts."""
        cursor = None
        while True:
            page = await self.problems(caller, wanted, _CHUNK, cursor)
            yield page.items
            if (cursor := page.next_cursor) is None:
                return
