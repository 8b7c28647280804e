"""Submitting: check a submission, store it once, and have it judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.assignments.errors import RefusedSubmissionError
from app.assignments.schemas import Assigned
from app.assignments.service import AssignmentService
from app.auth.caller import Caller
from app.auth.errors import ForbiddenError
from app.core.errors import ApiError, InvalidRequestError
from app.core.field_errors import FieldError
from app.core.ids import new_id
from app.problems.catalogue import Catalogue
from app.submissions.errors import SourceTooLargeError
from app.submissions.idempotency import DuplicateRequestError, IdempotencyKeys
from app.submissions.intake import Intake
from app.submissions.queue_limits import KeyBoundError, QueueBoundError
from app.submissions.queue_refusals import QueueRefusals
from app.submissions.requests import BatchRequest, SubmissionRequest, fingerprint
from app.submissions.schemas import (
    Idempotency,
    NewSubmission,
    Priority,
    Submission,
    UnfinishedSubmission,
)
from app.submissions.service import SubmissionService
from app.submissions.watch import Watches
from app.webhooks.addresses import names_private_host
from graders.problem.package import Problem


@dataclass(frozen=True, slots=True)
class Submitted:
    """The stored submission; `is_replay` if an earlier request had stored it."""

    submission: Submission
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class SubmittedBatch:
    """The stored submissions, in their order; `is_replay` if an earlier request had stored them."""

    submissions: list[Submission]
    is_replay: bool = False


class Submitter:
    """Accepts submissions and runs."""

    def __init__(
        self,
        catalogue: Catalogue,
        reading: SubmissionService,
        keys: IdempotencyKeys,
        refusals: QueueRefusals,
        intake: Intake,
        watches: Watches,
        assignments: AssignmentService,
        *,
        allow_private_webhooks: bool,
    ) -> None:
        self._catalogue = catalogue
        self._reading = reading
        self._keys = keys
        self._refusals = refusals
        self._intake = intake
        self._watches = watches
        self._assignments = assignments
        self._allow_private_webhooks = allow_private_webhooks

    async def submit(
        self, caller: Caller, request: SubmissionRequest, key: str | None, wait_s: int
    ) -> Submitted:
        """Store a submission to be judged; wait for the verdict for up to `wait_s`.

        If `key` named the same request before, return the submission that it stored.

        Raises:
            ForbiddenError: it is a test, and the caller is no author.
            UnknownProblemError: there is no such problem.
            SourceTooLargeError: the source is larger than the problem allows.
            InvalidRequestError: its callback URL leads to this machine or into a private network,
                or a learner names another one, or a callback URL.
            IdempotencyKeyReusedError: `key` was used for another request.
            OverloadError: there is no room for it; the error says when to retry.
            ApiError: its assignment does not take it, or an exclusive one has its problem.
            StoreError: it could not be stored, and will not be judged.
        """
        name = None if key is None else Idempotency(key, fingerprint(request), caller.learner)
        new = self._new(caller, request, name)
        try:
            with self._watches.watch(new.id, only_end=True) as watch:
                await self.accept([new])
                submission = await self._reading.wait(caller, new.id, watch, wait_s)
                return Submitted(await self._with_remaining(new, submission))
        except RefusedSubmissionError as refused:
            raise refused.error from None
        except DuplicateRequestError as duplicate:
            [stored_id] = await self._keys.stored_before([new], duplicate)
        with self._watches.watch(stored_id, only_end=True) as watch:
            submission = await self._reading.get(caller, stored_id)
            if isinstance(submission, UnfinishedSubmission):
                submission = await self._reading.wait(caller, stored_id, watch, wait_s)
            return Submitted(await self._with_remaining(new, submission), is_replay=True)

    async def submit_batch(
        self, caller: Caller, request: BatchRequest, key: str | None
    ) -> SubmittedBatch:
        """Store several submissions to be judged, all or none.

        Raises:
            ApiError: as for one; `fields` says which submission it is about.
            StoreError: they could not be stored, and will not be judged.
        """
        digest = fingerprint(request)
        new = []
        for place, entry in enumerate(request.submissions):
            # Clients' own keys contain no spaces.
            name = None if key is None else Idempotency(f"{key} {place}", digest, caller.learner)
            try:
                new.append(self._new(caller, entry, name))
            except ApiError as error:
                error.fields = _of_entry(place, error)
                raise
        try:
            await self.accept(new)
            ids = [submission.id for submission in new]
        except RefusedSubmissionError as refused:
            refused.error.fields = _of_entry(refused.place, refused.error)
            raise refused.error from None
        except DuplicateRequestError as duplicate:
            ids = await self._keys.stored_before(new, duplicate)
            return SubmittedBatch(await self._reading.all(ids), is_replay=True)
        return SubmittedBatch(await self._reading.all(ids))

    async def accept(self, new: Sequence[NewSubmission]) -> None:
        """Store the submissions of one request to be judged, all or none.

        Raises:
            DuplicateRequestError: the idempotency key was used before.
            OverloadError: there is no room for them.
            RefusedSubmissionError: an assignment does not take one of them.
            StoreError: they could not be stored, and will not be judged.
        """
        bounds = self._refusals.bounds
        try:
            await self._intake.add(new, bounds)
        except QueueBoundError:
            raise self._refusals.queue_full(bounds) from None
        except KeyBoundError:
            raise self._refusals.too_many_in_flight() from None

    def problem_for(self, name: str, source: str) -> Problem:
        """Return the problem that a source is for.

        Raises:
            UnknownProblemError: there is no such problem.
            SourceTooLargeError: the source is larger than the problem allows.
        """
        problem = self._catalogue.problem(name)
        limit_kb = problem.spec.limits.source_kb
        if len(source.encode()) > limit_kb * 1024:
            raise SourceTooLargeError(limit_kb)
        return problem

    def _new(
        self, caller: Caller, request: SubmissionRequest, name: Idempotency | None
    ) -> NewSubmission:
        problem = self.problem_for(request.problem, request.source)
        if caller.learner is not None:
            _refuse_what_is_the_sites(caller.learner, request)
        if request.callback_url is not None:
            self._refuse_private(request.callback_url)
        if request.test and not caller.may("author"):
            raise ForbiddenError("author")
        learner = caller.learner or request.learner
        if request.assignment is not None:
            _refuse_unassignable(request, learner)
        return NewSubmission(
            id=new_id(),
            site=caller.site,
            key_id=caller.key_id,
            problem=problem.name,
            revision=problem.revision,
            source=request.source,
            created_at=datetime.now(UTC),
            kind="test" if request.test else "submission",
            priority=Priority[request.priority.upper()],
            learner=learner,
            external_id=request.external_id,
            metadata=dict(request.metadata),
            callback_url=request.callback_url,
            assignment=request.assignment,
            idempotency=name,
        )

    async def _with_remaining(self, new: NewSubmission, submission: Submission) -> Submission:
        """The submission and, if it is to an assignment, what is left to its learner."""
        if new.assignment is None or new.learner is None:
            return submission
        place = Assigned(new.assignment, new.site, new.learner, new.problem)
        remaining = await self._assignments.remaining(place)
        return submission.model_copy(update={"remaining": remaining})

    def _refuse_private(self, callback_url: str) -> None:
        """Refuse URLs that no webhook would be sent to; host names are looked up when sending."""
        if not self._allow_private_webhooks and names_private_host(callback_url):
            raise InvalidRequestError.at("callback_url", "must_be_public")


def _of_entry(place: int, error: ApiError) -> list[FieldError]:
    entry = f"submissions.{place}"
    if not error.fields:
        return [
            FieldError(
                field=entry,
                message=error.detail,
                reason=error.reason,
                parameters=error.parameters,
            )
        ]
    return [field.model_copy(update={"field": f"{entry}.{field.field}"}) for field in error.fields]


def _refuse_what_is_the_sites(learner: str, request: SubmissionRequest) -> None:
    """Refuse fields that only the site may set, not its learner.

    Raises:
        InvalidRequestError: the submission is in another's name, or has a callback URL.
    """
    if request.learner not in (None, learner):
        raise InvalidRequestError.at("learner", "must_be_yours")
    if request.callback_url is not None:
        raise InvalidRequestError.at("callback_url", "only_for_keys")


def _refuse_unassignable(request: SubmissionRequest, learner: str | None) -> None:
    """Refuse what no assignment takes.

    Raises:
        InvalidRequestError: it is a test, or nobody's.
    """
    if request.test:
        raise InvalidRequestError.at("assignment", "not_with_test")
    if learner is None:
        raise InvalidRequestError.at("learner", "needs_learner")
