"""Submissions for their site and learners: reading, following, finding and cancelling."""

import logging
import time
from collections.abc import AsyncGenerator, Collection, Sequence
from contextlib import suppress
from dataclasses import replace

from app.assignments.disclosure import Disclosure
from app.auth.caller import Caller
from app.core.errors import StoreError
from app.core.ids import is_id
from app.database.database import Database
from app.database.pagination import Page
from app.submissions.errors import (
    AlreadyFinishedError,
    SourceRemovedError,
    UnknownSubmissionError,
)
from app.submissions.progress_repository import Progress, ProgressStore
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import (
    CancelledSubmission,
    FinishedSubmission,
    Submission,
    SubmissionFilter,
    SubmissionSummary,
    UnfinishedSubmission,
)
from app.submissions.search_repository import SubmissionSearch
from app.submissions.wait_estimate import WaitEstimates
from app.submissions.watch import Watch, Watches

# Notices wake a stream, or a request that waits, at once; this covers those lost on their way from
# another machine. A thousand of them look sixty times a second.
_LOOK_S = 15.0

_log = logging.getLogger(__name__)


class SubmissionService:
    """Reads and cancels submissions. Every method raises `StoreError` if the database fails."""

    def __init__(
        self,
        database: Database,
        estimates: WaitEstimates,
        watches: Watches,
        disclosure: Disclosure,
    ) -> None:
        self._store = SubmissionStore(database)
        self._search = SubmissionSearch(database)
        self._progress = ProgressStore(database)
        self._estimates = estimates
        self._watches = watches
        self._disclosure = disclosure
        self._look_s = _LOOK_S if database.is_shared else None

    async def get(self, caller: Caller, submission_id: str) -> Submission:
        """Return the submission of that id.

        Raises:
            UnknownSubmissionError: there is none that the caller may see.
        """
        submission = None
        # A malformed id may be text that no database accepts.
        if is_id(submission_id):
            submission = await self._store.get(submission_id, caller.visible_site)
        if submission is None or not caller.sees(submission.learner):
            raise UnknownSubmissionError
        return await self._shown_to(caller, self._with_estimate(submission))

    async def all(self, submission_ids: Sequence[str]) -> list[Submission]:
        """Return the submissions of these ids, in order of arrival."""
        return [self._with_estimate(each) for each in await self._store.get_all(submission_ids)]

    async def source(self, caller: Caller, submission_id: str) -> str:
        """Return the submitted file of that submission.

        Raises:
            UnknownSubmissionError: there is none that the caller may see.
            SourceRemovedError: the file is no longer kept.
        """
        await self.get(caller, submission_id)
        source = await self._store.source(submission_id)
        if source is None:
            raise SourceRemovedError
        return source

    async def wait(
        self, caller: Caller, submission_id: str, watch: Watch, wait_s: int
    ) -> Submission:
        """Return the submission when it has ended, after `wait_s`, or when the service stops.

        Raises:
            UnknownSubmissionError: there is none that the caller may see.
        """
        deadline = time.monotonic() + wait_s
        while True:
            left_s = deadline - time.monotonic()
            await watch.news(left_s if self._look_s is None else min(left_s, self._look_s))
            if watch.ended is not None:
                return await self._shown_to(caller, watch.ended)
            submission = await self.get(caller, submission_id)
            is_over = self._watches.is_closing or time.monotonic() >= deadline
            if is_over or not isinstance(submission, UnfinishedSubmission):
                return submission

    async def follow(self, caller: Caller, submission_id: str) -> AsyncGenerator[Submission]:
        """Yield the submission now, and again after every event.

        It ends with the submission, and with the service. An error on the way is logged, not
        raised: a client that reconnects gets the reason.
        """
        # Watch before reading, so that nothing in between is missed.
        with self._watches.watch(submission_id) as watch:
            if self._look_s is not None:
                with suppress(StoreError):
                    await self._store.follow(submission_id)
            while True:
                try:
                    if watch.ended is not None:
                        submission = await self._shown_to(caller, watch.ended)
                    else:
                        submission = await self.get(caller, submission_id)
                except (StoreError, UnknownSubmissionError) as error:
                    _log.warning("Events of %s break off: %s", submission_id, error)
                    return
                yield submission
                # An open connection would delay the shutdown; the client reconnects elsewhere.
                if self._watches.is_closing or not isinstance(submission, UnfinishedSubmission):
                    return
                await watch.news(self._look_s)

    async def cancel(self, caller: Caller, submission_id: str) -> CancelledSubmission:
        """Cancel a queued or running submission; a second time changes nothing.

        Raises:
            UnknownSubmissionError: there is none that the caller may see.
            AlreadyFinishedError: it has its verdict.
        """
        submission = await self.get(caller, submission_id)
        if isinstance(submission, UnfinishedSubmission):
            # The worker that judges it hears the notice of its end, and stops: `app.worker.worker`.
            await self._store.cancel(submission_id)
            # It may have got its verdict first.
            submission = await self.get(caller, submission_id)
        if isinstance(submission, CancelledSubmission):
            return submission
        raise AlreadyFinishedError

    async def find(
        self, caller: Caller, wanted: SubmissionFilter, limit: int, cursor: str | None
    ) -> Page[SubmissionSummary]:
        """List the matching submissions that the caller sees, newest first.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        if wanted.learner is not None and not caller.sees(wanted.learner):
            return Page([], None)
        if caller.learner is not None:
            # To find a mistake is to be told it: an assignment may not show it yet.
            unassigned = wanted.mistake is not None
            wanted = replace(wanted, learner=caller.learner, unassigned=unassigned)
        return await self._search.find(caller.visible_site, wanted, limit, cursor)

    async def progress(
        self, caller: Caller, learner: str | None, without: Collection[str] = ()
    ) -> Sequence[Progress]:
        """Return a learner's progress on each problem; None: that of all whom the caller sees.

        What was handed in to the assignments `without` does not count.
        """
        if learner is not None and not caller.sees(learner):
            return []
        return await self._progress.read(caller.visible_site, caller.learner or learner, without)

    async def _shown_to(self, caller: Caller, submission: Submission) -> Submission:
        """The submission; without hints, if its assignment does not show them to the learner."""
        if not isinstance(submission, FinishedSubmission) or not submission.hints:
            return submission
        if await self._disclosure.shows(caller, "hints", submission.assignment, submission.problem):
            return submission
        return submission.model_copy(update={"hints": ()})

    def _with_estimate(self, submission: Submission) -> Submission:
        """The submission and, while it is unfinished, an estimate of the time to its verdict."""
        if not isinstance(submission, UnfinishedSubmission):
            return submission
        estimate_s = round(self._estimates.estimate_s(submission), 1)
        return submission.model_copy(update={"estimate_s": estimate_s})
