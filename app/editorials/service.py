"""Giving out hints, and the editorial to those who may read it."""

from dataclasses import dataclass

from app.auth.caller import Caller
from app.editorials.errors import EditorialClosedError, NoEditorialError, NoHintError
from app.problems.catalogue import Catalogue
from app.submissions.service import SubmissionService
from graders.problem.package import Problem


@dataclass(frozen=True, slots=True)
class EditorialAccess:
    """Whether a caller may read an editorial; `opens` says what opens it, in a sentence.

    `opens` is None if nothing opens it to learners.
    """

    is_open: bool
    opens: str | None


def editorial_access(
    caller: Caller, problem: Problem, *, submissions: int, solved: bool
) -> EditorialAccess:
    """Return whether the caller may read the problem's editorial after that many submissions."""
    rule = problem.spec.feedback.editorial
    is_author = caller.may("author")
    if rule == "never":
        return EditorialAccess(is_author, None)
    is_enough = rule != "accepted" and submissions >= rule
    after = "" if rule == "accepted" else f", or after {rule} submissions"
    opens = f"It opens once a submission is accepted{after}."
    return EditorialAccess(is_author or solved or is_enough, opens)


class EditorialService:
    """What a problem teaches beside judging."""

    def __init__(self, catalogue: Catalogue, submissions: SubmissionService) -> None:
        self._catalogue = catalogue
        self._submissions = submissions

    def hint(self, name: str, number: int) -> tuple[str, int]:
        """Return a hint's text in Markdown, and how many hints the problem has.

        Raises:
            UnknownProblemError: no problem has this name.
            NoHintError: it has no hint of this number; they count from 1.
        """
        hints = self._catalogue.problem(name).hints
        if not 1 <= number <= len(hints):
            raise NoHintError(len(hints))
        return hints[number - 1], len(hints)

    async def read(self, caller: Caller, name: str, learner: str | None = None) -> Problem:
        """Return the problem whose editorial and reference the caller may read.

        Args:
            caller: the scope `author` may always read it.
            name: the problem's name.
            learner: whose submissions open it; None for those of all whom the caller sees.

        Raises:
            UnknownProblemError: no problem has this name.
            NoEditorialError: it has no editorial.
            EditorialClosedError: no submission has opened it yet.
            StoreError: the database failed.
        """
        problem = self._catalogue.problem(name)
        if problem.editorial is None:
            raise NoEditorialError
        mine = [
            each
            for each in await self._submissions.progress(caller, learner)
            if each.problem == problem.name
        ]
        access = editorial_access(
            caller,
            problem,
            submissions=sum(each.submissions for each in mine),
            solved=any(each.solved for each in mine),
        )
        if not access.is_open:
            raise EditorialClosedError(
                access.opens or "The editorial of this problem is for instructors only."
            )
        return problem
