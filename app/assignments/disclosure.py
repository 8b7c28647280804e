"""What learners are shown of their work for assignments, and of the problems in them."""

from typing import Literal

from app.assignments.disclosure_repository import DisclosureStore
from app.assignments.repository import AssignmentStore
from app.assignments.rules import Rules
from app.assignments.schemas import Assigned, When
from app.auth.caller import Caller
from app.database.database import Database

What = Literal["hints", "smallest_input", "editorial"]


class Disclosure:
    """Decides what learners see. Their site, by its keys, sees all at any time.

    Every method raises `StoreError` if the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._store = DisclosureStore(database)
        self._assignments = AssignmentStore(database)

    async def shows(
        self, caller: Caller, what: What, assignment_id: str | None, problem: str
    ) -> bool:
        """Whether the caller is shown this of a submission to that assignment.

        It is shown where there is no assignment, or none any more.
        """
        if caller.learner is None or assignment_id is None:
            return True
        place = Assigned(assignment_id, caller.site, caller.learner, problem)
        return await self._shows(place, what)

    async def opens_hints(self, caller: Caller, problem: str) -> bool:
        """Whether the caller may open the problem's own hints: no exclusive assignment minds."""
        if caller.learner is None:
            return True
        for assignment_id in await self._store.reserving(caller.site, caller.learner, problem):
            place = Assigned(assignment_id, caller.site, caller.learner, problem)
            if not await self._shows(place, "hints"):
                return False
        return True

    async def keeping_editorial(self, site: str, learner: str, problem: str) -> list[str]:
        """The assignments in which what the learner handed in does not open the editorial yet."""
        return [
            each
            for each in await self._store.handed_in_to(site, learner, problem)
            if not await self._shows(Assigned(each, site, learner, problem), "editorial")
        ]

    async def _shows(self, place: Assigned, what: What) -> bool:
        assignment = await self._assignments.get(place.assignment)
        if assignment is None:
            return True
        when: When = getattr(assignment, what)
        if when in ("always", "never"):
            # Nothing has to be read for that.
            return when == "always"
        standing = await self._store.standing(place)
        rules = Rules.of(assignment, standing.exception)
        return rules.shows(when, standing.now, solved=standing.is_solved)
