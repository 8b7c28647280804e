"""Giving out hints, and the editorial to those who may read it."""

from app.auth.caller import Caller
from app.editorials.errors import (
    EditorialClosedError,
    EditorialForInstructorsError,
    EditorialNotYetOpenError,
    NoEditorialError,
    NoHintError,
)
from app.problems.catalogue import Catalogue
from app.submissions.service import SubmissionService
from graders.problem.package import Problem


def why_closed(
    caller: Caller, problem: Problem, *, submissions: int, solved: bool
) -> EditorialClosedError | None:
    """Why the caller may not read the problem's editorial after that many submissions, if so."""
    rule = problem.spec.feedback.editorial
    if caller.may("author"):
        return None
    if rule == "never":
        return EditorialForInstructorsError()
    if solved or (rule != "accepted" and submissions >= rule):
        return None
    return EditorialClosedError() if rule == "accepted" else EditorialNotYetOpenError(rule)


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
        closed = why_closed(
            caller,
            problem,
            submissions=sum(each.submissions for each in mine),
            solved=any(each.solved for each in mine),
        )
        if closed is not None:
            raise closed
        return problem
