"""Reading which problems a course has, and which it began."""

from sqlalchemy import exists, select

from app.database.database import Database
from app.database.tables.assignments import assignment_problems, assignments
from app.database.tables.auth import api_keys
from app.database.tables.problems import problem_revisions as revisions


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

    async def begun(self, site: str, course: str) -> frozenset[str]:
        """Return the problems whose first revision was made with a key of a site's course.

        What came from the folder of problems is nobody's, whoever took its name before.
        """
        others = revisions.alias()
        from_folder = exists(1).where(
            others.c.problem == revisions.c.problem, others.c.source == "folder"
        )
        query = (
            select(revisions.c.problem)
            .join(api_keys, api_keys.c.id == revisions.c.key_id)
            .where(
                revisions.c.site == site,
                revisions.c.parent.is_(None),
                api_keys.c.course == course,
                ~from_folder,
            )
        )
        async with self._database.read() as connection:
            return frozenset((await connection.execute(query)).scalars().all())
