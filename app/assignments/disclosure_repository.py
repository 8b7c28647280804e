"""Reading by which assignments something is shown to a learner."""

from sqlalchemy import exists, select

from app.assignments.reading import read_assignments, read_exceptions, reserving
from app.assignments.rules import Rules
from app.assignments.schemas import Assigned, When
from app.database.clock import read_now
from app.database.database import Database
from app.database.tables.submissions import ASSIGNED
from app.database.tables.submissions import submissions as table
from graders.core.verdict import Outcome


class DisclosureStore:
    """What is shown when. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def shows(self, place: Assigned, what: str) -> bool:
        """Whether the learner is shown this by now; also where the assignment is gone."""
        async with self._database.read() as connection:
            found = (await read_assignments(connection, [place.assignment])).get(place.assignment)
            if found is None:
                return True
            when: When = getattr(found, what)
            if when in ("always", "never"):
                return when == "always"
            others = await read_exceptions(connection, found.id, [place.learner])
            solved = select(
                exists().where(
                    ASSIGNED,
                    table.c.assignment_id == place.assignment,
                    table.c.learner == place.learner,
                    table.c.problem == place.problem,
                    table.c.outcome == Outcome.ACCEPTED,
                )
            )
            is_solved = bool((await connection.execute(solved)).scalar_one())
            now = await read_now(connection)
        return Rules.of(found, others.get(place.learner)).shows(when, now, solved=is_solved)

    async def reserving(self, site: str, learner: str, problem: str) -> list[str]:
        """Return the exclusive assignments that have the problem, and are not over."""
        async with self._database.read() as connection:
            return [each.id for each in await reserving(connection, site, learner, problem)]

    async def handed_in_to(self, site: str, learner: str, problem: str) -> list[str]:
        """Return the assignments to which the learner has handed in this problem."""
        query = (
            select(table.c.assignment_id)
            .where(
                ASSIGNED,
                table.c.site == site,
                table.c.learner == learner,
                table.c.problem == problem,
            )
            .distinct()
        )
        async with self._database.read() as connection:
            return list((await connection.execute(query)).scalars().all())
