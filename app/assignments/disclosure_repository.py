"""Reading what decides whether something of an assignment is shown to a learner."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select

from app.assignments.reading import read_exceptions, reserving
from app.assignments.schemas import Assigned, LearnerException
from app.database.clock import read_now
from app.database.database import Database
from app.database.tables.submissions import ASSIGNED
from app.database.tables.submissions import submissions as table
from graders.core.verdict import Outcome


@dataclass(frozen=True, slots=True)
class Standing:
    """A learner's exception, whether they have solved the problem, and the time it is."""

    exception: LearnerException | None
    is_solved: bool
    now: datetime


class DisclosureStore:
    """Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self, place: Assigned) -> Standing:
        """Return how far the learner has come there, and what holds for them."""
        solved = select(
            exists().where(
                ASSIGNED,
                table.c.assignment_id == place.assignment,
                table.c.learner == place.learner,
                table.c.problem == place.problem,
                table.c.outcome == Outcome.ACCEPTED,
            )
        )
        async with self._database.read() as connection:
            exceptions = await read_exceptions(connection, place.assignment, [place.learner])
            return Standing(
                exceptions.get(place.learner),
                bool((await connection.execute(solved)).scalar_one()),
                await read_now(connection),
            )

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
