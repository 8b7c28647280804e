"""Giving out a problem's editorial to those who may read it."""

from collections.abc import Collection

from app.assignments.disclosure import Disclosure
from app.auth.caller import Caller
from app.editorials.errors import (
    EditorialClosedError,
    EditorialForInstructorsError,
    EditorialHeldBackError,
    EditorialNotYetOpenError,
    NoEditorialError,
)
from app.problems.catalogue import Catalogue
from app.submissions.service import SubmissionService
from graders.problem.package import Problem


class EditorialService:
    """The editorials of all problems."""

    def __init__(
        self, catalogue: Catalogue, submissions: SubmissionService, disclosure: Disclosure
    ) -> None:
        self._catalogue = catalogue
        self._submissions = submissions
        self._disclosure = disclosure

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
        closed = await self.why_closed(caller, problem, learner)
        if closed is not None:
            raise closed
        return problem

    async def why_closed(
        self, caller: Caller, problem: Problem, learner: str | None = None
    ) -> EditorialClosedError | None:
        """Why the caller may not read the problem's editorial, if so.

        Raises:
            StoreError: the database failed.
        """
        rule = problem.spec.feedback.editorial
        if caller.may("author"):
            return None
        if rule == "never":
            return EditorialForInstructorsError()
        if not await self._is_opened(caller, problem, learner, ()):
            return EditorialClosedError() if rule == "accepted" else EditorialNotYetOpenError(rule)
        whose = caller.learner or learner
        if whose is None:
            return None
        keeping = await self._disclosure.keeping_editorial(caller.site, whose, problem.name)
        if keeping and not await self._is_opened(caller, problem, learner, keeping):
            return EditorialHeldBackError()
        return None

    async def _is_opened(
        self, caller: Caller, problem: Problem, learner: str | None, without: Collection[str]
    ) -> bool:
        """Whether submissions have opened it, but for those to the assignments `without`."""
        rule = problem.spec.feedback.editorial
        found = await self._submissions.progress(caller, learner, without)
        mine = [each for each in found if each.problem == problem.name]
        count = sum(each.submissions for each in mine)
        return any(each.solved for each in mine) or (isinstance(rule, int) and count >= rule)
