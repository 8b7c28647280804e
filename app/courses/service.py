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
        """Whether an author may set these problems: if bound, those that the course has."""
        if caller.course is None:
            return True
        return set(problems) <= await self._store.problems(caller.site, caller.course)
