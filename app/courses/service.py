"""What a caller may author who is bound to a course."""

from app.auth.caller import Caller
from app.courses.repository import CourseStore
from app.database.database import Database


class CourseService:
    """The courses of sites. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._store = CourseStore(database)

    async def may_read(self, caller: Caller, problem: str) -> bool:
        """Whether an author may read this problem's cases and solutions."""
        return await self.may_assign(caller, [problem])

    async def may_assign(self, caller: Caller, problems: list[str]) -> bool:
        """Whether an author may set these problems: if bound, those the course has or began."""
        if caller.course is None:
            return True
        others = set(problems) - await self._store.problems(caller.site, caller.course)
        return not others or others <= await self._store.begun(caller.site, caller.course)

    async def may_change(self, caller: Caller, problem: str) -> bool:
        """Whether an author may change and publish this problem: if bound, one the course began."""
        own = await self.own_problems(caller)
        return own is None or problem in own

    async def own_problems(self, caller: Caller) -> frozenset[str] | None:
        """Return the problems that an author may change; None for all."""
        if caller.course is None:
            return None
        return await self._store.begun(caller.site, caller.course)
