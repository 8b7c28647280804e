"""Making wrong submissions known mistakes."""

from dataclasses import replace

from app.auth.errors import ForbiddenError
from app.database.database import Database
from app.mistakes.errors import (
    KnownMistakeError,
    MistakeElsewhereError,
    NoMistakeAcceptedError,
    NoMistakeYetError,
    NotAMistakeError,
)
from app.mistakes.repository import MistakeStore
from app.mistakes.schemas import MistakeRequest
from app.problems.authoring_service import AuthoringService, Change
from app.problems.package import with_mistake
from app.submissions.schemas import FinishedSubmission, Submission
from app.submissions.service import SubmissionService
from graders.core.verdict import Outcome
from graders.problem.examples import HINTED
from graders.problem.mistakes import SameMistakeError
from graders.problem.package import Problem


class MistakeService:
    """Known and unknown mistakes. Every method raises `StoreError` if the database fails."""

    def __init__(
        self, database: Database, authoring: AuthoringService, submissions: SubmissionService
    ) -> None:
        self._store = MistakeStore(database)
        self._authoring = authoring
        self._submissions = submissions

    async def make(self, name: str, wanted: MistakeRequest, change: Change) -> None:
        """Add a submission to a problem's draft, as an example of a mistake with its hint.

        Raises:
            ForbiddenError: the caller may not read submissions.
            UnknownSubmissionError: there is none to this problem that the caller may see.
            NotAMistakeError: it is accepted, or wrong in a way that no hint explains.
            KnownMistakeError: an example of the draft does the same.
            SourceRemovedError: its file is no longer kept.
            InvalidProblemError: title or hint can't be written.
            UnknownProblemError: there is no such problem.
            RevisionChangedError: the problem is not at the revision that the change is made for.
        """
        caller = change.caller
        if not caller.may("read"):
            raise ForbiddenError("read")
        submission = await self._submissions.get(caller, wanted.submission)
        outcome = _wrong(submission, name)
        problem = await self._authoring.current_problem(name)
        known = {example.mistake for example in problem.submissions}
        for hint in submission.hints if isinstance(submission, FinishedSubmission) else ():
            if hint.mistake in known:
                raise KnownMistakeError(hint.mistake)
        likeness = await self._store.likeness(wanted.submission)
        if likeness is not None and (made := (await self.made(problem)).get(likeness)):
            raise KnownMistakeError(made)
        source = await self._submissions.source(caller, wanted.submission)
        change = replace(change, note=change.note or f"from the submission {wanted.submission}")
        try:
            package = await self._authoring.edit(
                name, change, with_mistake, outcome, source, wanted.title, wanted.hint
            )
        except SameMistakeError as error:
            raise KnownMistakeError(str(error)) from None
        before = {example.name for example in problem.submissions}
        for example in package.problem.submissions:
            if example.name not in before:
                await self._store.record(name, wanted.submission, example.mistake)

    async def made(self, problem: Problem) -> dict[str, str]:
        """Return the problem's mistakes that were made of submissions, by what groups these."""
        known = {example.mistake for example in problem.submissions}
        made = await self._store.made(problem.name)
        return {likeness: name for likeness, name in made.items() if name in known}


def _wrong(submission: Submission, name: str) -> Outcome:
    """The outcome of a submission that can be an example of a mistake."""
    if submission.problem != name:
        raise MistakeElsewhereError(problem=submission.problem)
    if not isinstance(submission, FinishedSubmission) or submission.kind == "run":
        raise NoMistakeYetError
    if submission.verdict is Outcome.ACCEPTED:
        raise NoMistakeAcceptedError
    if submission.verdict not in HINTED:
        raise NotAMistakeError(verdict=submission.verdict.value)
    return submission.verdict
