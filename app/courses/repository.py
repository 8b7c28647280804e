"""Reading which problems a course has."""

from sqlalchemy import select

from app.database.database import Database
from app.database.tables.assignments import assignment_problems, assignments


class CourseStore:
    """The problems of courses. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def problems(self, site: str, course: str) -> frozenset[str]:
        """Return the problems in the assignments of a site's course."""
        query = (
            select(assignment_problems.c.problem)
            .join(assignments, assignments.c.id == assignment_problems.c.assignment_id)
            .where(assignments.c.site == site, assignments.c.course == course)
            .distinct()
        )
        async with self._database.read() as connection:
            return frozenset((await connection.execute(query)).scalars().all())
