"""What a learner's grade is at this moment, as a platform is told it."""

from dataclasses import dataclass

from app.assignments.gradebook import Gradebook
from app.database.database import Database
from app.lti.grade_outbox import GradeClaim, GradeStore

# What full marks at a problem are in the gradebook; a platform may show them otherwise.
MAXIMUM_OF_PROBLEM = 100
# Digits of what is told: scores are sums of shares, and those of floats end in noise.
_DIGITS = 4


@dataclass(frozen=True, slots=True)
class CurrentGrade:
    """A grade: `given` of `maximum`, which is the part `share` of full marks."""

    given: float
    maximum: float
    share: float


class CurrentGrades:
    """Works grades out. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database, gradebook: Gradebook) -> None:
        self._store = GradeStore(database)
        self._gradebook = gradebook

    async def of(self, claim: GradeClaim) -> CurrentGrade | None:
        """Return what is to be told; None if nothing is judged, and nothing was told before."""
        if claim.problem is not None:
            score = await self._store.best_score(claim.site, claim.learner, claim.problem)
            if score is None:
                return None
            given = round(score * MAXIMUM_OF_PROBLEM, _DIGITS)
            return CurrentGrade(given, MAXIMUM_OF_PROBLEM, share=score)
        assert claim.assignment_id is not None  # noqa: S101 - a grade is of one of the two
        grades = await self._gradebook.standing(claim.site, claim.assignment_id, claim.learner)
        if grades is None:
            return None
        # A changed assignment may have none of the problems that were handed in.
        if claim.told is None and all(each.score is None for each in grades.problems):
            return None
        share = grades.points / grades.max_points
        return CurrentGrade(grades.points, grades.max_points, share)
