"""Reviewing submissions on request: findings beyond their verdicts."""

import time

from app.assignments.disclosure import Disclosure
from app.auth.caller import Caller
from app.reviews.errors import NotFinishedError, NotReviewedError
from app.reviews.repository import ReviewStore
from app.reviews.schemas import Review
from app.submissions.errors import (
    DetailsRemovedError,
    SourceRemovedError,
    UnknownSubmissionError,
)
from app.submissions.queue_limits import QueueBoundError
from app.submissions.queue_refusals import QueueRefusals
from app.submissions.schemas import FinishedSubmission, Submission
from app.submissions.service import SubmissionService
from app.submissions.watch import Watches
from graders.feedback.review import can_be_reviewed


class ReviewService:
    """Requests and reads reviews."""

    def __init__(
        self,
        reviews: ReviewStore,
        submissions: SubmissionService,
        refusals: QueueRefusals,
        watches: Watches,
        disclosure: Disclosure,
    ) -> None:
        self._reviews = reviews
        self._submissions = submissions
        self._refusals = refusals
        self._watches = watches
        self._disclosure = disclosure

    async def review(self, caller: Caller, submission_id: str, wait_s: int) -> Review:
        """Review a finished submission, once; wait for up to `wait_s` until the review has ended.

        Raises:
            UnknownSubmissionError: there is none that the caller may see, or it is a run.
            NotFinishedError: it has no verdict.
            SourceRemovedError: its source is no longer kept.
            DetailsRemovedError: the details of its verdict are no longer kept.
            QueueFullError: the queue has no room for it; the error says when to retry.
            StoreError: the store failed.
        """
        submission = await self._submission(caller, submission_id)
        if not isinstance(submission, FinishedSubmission):
            raise NotFinishedError
        _require_kept(submission)
        if not can_be_reviewed(submission):
            return _nothing(submission_id)
        bounds = self._refusals.review_bounds
        try:
            review_id = await self._reviews.ask(submission_id, bounds)
        except QueueBoundError:
            raise self._refusals.queue_full(bounds) from None
        deadline = time.monotonic() + wait_s
        with self._watches.watch(review_id, only_end=True) as watch:
            while True:
                found = await self._stored(caller, submission)
                if found.has_ended or self._watches.is_closing:
                    return found
                if not await watch.news(deadline - time.monotonic()):
                    return await self._stored(caller, submission)

    async def find(self, caller: Caller, submission_id: str) -> Review:
        """Return the review of a submission.

        Raises:
            UnknownSubmissionError: there is no submission that the caller may see, or it is a run.
            NotReviewedError: no review of it was requested.
            DetailsRemovedError: it is no longer kept.
            StoreError: the store failed.
        """
        submission = await self._submission(caller, submission_id)
        if isinstance(submission, FinishedSubmission):
            if not submission.has_details:
                raise DetailsRemovedError
            if not can_be_reviewed(submission):
                return _nothing(submission_id)
        return await self._stored(caller, submission)

    async def _submission(self, caller: Caller, submission_id: str) -> Submission:
        submission = await self._submissions.get(caller, submission_id)
        if submission.kind == "run":
            raise UnknownSubmissionError
        return submission

    async def _stored(self, caller: Caller, submission: Submission) -> Review:
        """The review; without the smallest input, if an assignment does not show it to learners."""
        found = await self._reviews.get(submission.id)
        if found is None:
            raise NotReviewedError
        if found.smallest is None or await self._disclosure.shows(
            caller, "smallest_input", submission.assignment, submission.problem
        ):
            return found
        return found.model_copy(update={"smallest": None})


def _require_kept(submission: FinishedSubmission) -> None:
    if not submission.has_source:
        raise SourceRemovedError
    if not submission.has_details:
        raise DetailsRemovedError


def _nothing(submission_id: str) -> Review:
    return Review(submission=submission_id, status="finished")
