"""Judging submissions again, and putting the new verdicts in force."""

from dataclasses import replace

from app.assignments.disclosure import Disclosure
from app.auth.caller import Caller
from app.core.errors import InvalidRequestError
from app.core.ids import is_id, new_id
from app.database.database import Database
from app.database.pagination import Page
from app.problems.authoring_service import AuthoringService
from app.problems.catalogue import Catalogue
from app.problems.errors import UnknownRevisionError
from app.rejudges.errors import NotJudgedYetError, RejudgeCancelledError, UnknownRejudgeError
from app.rejudges.repository import MOST_SUBMISSIONS, RejudgeStore, TooManyError, UnfinishedError
from app.rejudges.schemas import Judgement, NewRejudge, Rejudge, RejudgeSummary, Selection
from app.rejudges.search_repository import RejudgeSearch
from app.submissions.service import SubmissionService


class RejudgeService:
    """Rejudges. Every method raises `StoreError` if the database fails."""

    def __init__(
        self,
        database: Database,
        catalogue: Catalogue,
        authoring: AuthoringService,
        submissions: SubmissionService,
        disclosure: Disclosure,
    ) -> None:
        self._store = RejudgeStore(database)
        self._search = RejudgeSearch(database)
        self._catalogue = catalogue
        self._authoring = authoring
        self._submissions = submissions
        self._disclosure = disclosure

    async def start(
        self,
        caller: Caller,
        selection: Selection,
        revision: str | None,
        *,
        fresh_seeds: bool,
        note: str,
    ) -> Rejudge:
        """Judge submissions of the caller's site again; their verdicts stay until it is applied.

        Args:
            caller: whose submissions they are.
            selection: which of them.
            revision: the revision to judge on; None for the live one.
            fresh_seeds: whether they get other cases than they had.
            note: why.

        Raises:
            UnknownProblemError: there is no such problem.
            UnknownRevisionError: there is no such revision.
            InvalidRequestError: too many submissions match.
            StoreError: the store failed.
        """
        live = await self._authoring.live_problem(selection.problem)
        wanted = revision or live.revision
        if await self._catalogue.revision(live.name, wanted) is None:
            raise UnknownRevisionError
        new = NewRejudge(
            id=new_id(),
            site=caller.site,
            key_id=caller.key_id,
            selection=replace(selection, site=caller.visible_site),
            revision=wanted,
            fresh_seeds=fresh_seeds,
            note=note,
            by=caller.actor,
        )
        try:
            await self._store.add(new)
        except TooManyError:
            raise InvalidRequestError.at(
                "created_after", "too_many_submissions", limit=MOST_SUBMISSIONS
            ) from None
        return await self.find(caller, new.id)

    async def find(self, caller: Caller, rejudge_id: str) -> Rejudge:
        """Return a rejudge with its results so far.

        Raises:
            UnknownRejudgeError: there is none that the caller may see.
            StoreError: the store failed.
        """
        found = None
        if is_id(rejudge_id):
            found = await self._search.get(rejudge_id, caller.visible_site)
        if found is None:
            raise UnknownRejudgeError
        return found

    async def apply(self, caller: Caller, rejudge_id: str) -> Rejudge:
        """Put the new verdicts in force; a second time changes nothing.

        Raises:
            UnknownRejudgeError: there is none that the caller may see.
            NotJudgedYetError: some submissions are not judged yet, or it was cancelled.
            StoreError: the store failed.
        """
        await self.find(caller, rejudge_id)
        try:
            await self._store.apply(rejudge_id, caller.actor)
        except UnfinishedError:
            raise NotJudgedYetError from None
        applied = await self.find(caller, rejudge_id)
        if applied.status == "cancelled":
            raise RejudgeCancelledError
        return applied

    async def cancel(self, caller: Caller, rejudge_id: str) -> Rejudge:
        """Stop a rejudge; a rejudge that was applied stays applied.

        Raises:
            UnknownRejudgeError: there is none that the caller may see.
            StoreError: the store failed.
        """
        await self.find(caller, rejudge_id)
        await self._store.cancel(rejudge_id, caller.actor)
        return await self.find(caller, rejudge_id)

    async def earlier_judgements(self, caller: Caller, submission_id: str) -> list[Judgement]:
        """Return the earlier verdicts of a submission, oldest first.

        Raises:
            UnknownSubmissionError: there is none that the caller may see.
            StoreError: the store failed.
        """
        submission = await self._submissions.get(caller, submission_id)
        judgements = await self._search.judgements(submission_id)
        if await self._disclosure.shows(caller, "hints", submission.assignment, submission.problem):
            return judgements
        return [
            each.model_copy(update={"verdict": each.verdict.model_copy(update={"hints": ()})})
            for each in judgements
        ]

    async def recent(
        self, caller: Caller, problem: str | None, limit: int, cursor: str | None
    ) -> Page[RejudgeSummary]:
        """List the rejudges that the caller sees, of one problem or of all, newest first.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        return await self._search.find(caller.visible_site, problem, limit, cursor)
