"""Handing in submissions, and taking them back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from app.auth.caller import Caller
from app.core.errors import (
    ApiError,
    FieldError,
    InvalidRequestError,
)
from app.core.ids import (
    new_id,
)
from app.service import Service
from app.submissions.enqueue import KeyBoundError, QueueBoundError, TwinError
from app.submissions.errors import (
    AlreadyFinishedError,
    IdempotencyKeyReusedError,
    SourceTooLargeError,
)
from app.submissions.requests import BatchRequest, SubmissionRequest, fingerprint
from app.submissions.schemas import (
    CancelledSubmission,
    Idempotency,
    NewSubmission,
    Priority,
    Submission,
    UnfinishedSubmission,
)
from app.webhooks.addresses import names_private_host
from graders.problem.package import Problem


@dataclass(frozen=True, slots=True)
class Submitted:
    """What became of one submission; `is_replay` where an earlier request had stored it."""

    submission: Submission
    is_replay: bool = False


@dataclass(frozen=True, slots=True)
class SubmittedBatch:
    """What became of several, in their order; `is_replay` as of one."""

    submissions: list[Submission]
    is_replay: bool = False


async def submit(
    service: Service, caller: Caller, request: SubmissionRequest, key: str | None, wait_s: int
) -> Submitted:
    """Store a submission and have it judged; wait for the verdict for up to `wait_s`.

    Where `key` has named the same request before, the submission is the one that it stored.

    Raises:
        UnknownProblemError: there is no such problem.
        SourceTooLargeError: the source is larger than the problem allows.
        InvalidRequestError: it is to be told to this machine, or into a private network.
        IdempotencyKeyReusedError: `key` has named another request.
        OverloadError: there is no room for it; the error says when to try again.
        StoreError: it could not be stored, and will not be judged.
    """
    name = None if key is None else Idempotency(key, fingerprint(request), caller.learner)
    new = _new(service, caller, request, name)
    try:
        with service.watches.watch(new.id, only_end=True) as watch:
            await accept(service, [new])
            return Submitted(await service.ended(caller, new.id, watch, wait_s))
    except TwinError as twin:
        [twin_id] = await _twins(service, [new], twin)
    with service.watches.watch(twin_id, only_end=True) as watch:
        submission = await service.submission(caller, twin_id)
        if isinstance(submission, UnfinishedSubmission):
            submission = await service.ended(caller, twin_id, watch, wait_s)
        return Submitted(submission, is_replay=True)


async def submit_batch(
    service: Service, caller: Caller, request: BatchRequest, key: str | None
) -> SubmittedBatch:
    """Store several submissions, or none, and have them judged.

    Raises:
        ApiError: as for one; `fields` tells which one it is about.
        StoreError: they could not be stored, and will not be judged.
    """
    digest = fingerprint(request)
    new = []
    for place, entry in enumerate(request.submissions):
        # A client's own keys hold no blank.
        name = None if key is None else Idempotency(f"{key} {place}", digest, caller.learner)
        try:
            new.append(_new(service, caller, entry, name))
        except ApiError as error:
            error.fields = _of_entry(place, error)
            raise
    try:
        await accept(service, new)
        ids = [submission.id for submission in new]
    except TwinError as twin:
        ids = await _twins(service, new, twin)
        return SubmittedBatch(await _submissions(service, ids), is_replay=True)
    return SubmittedBatch(await _submissions(service, ids))


def _of_entry(place: int, error: ApiError) -> list[FieldError]:
    entry = f"submissions.{place}"
    if not error.fields:
        return [FieldError(field=entry, message=error.detail)]
    return [
        FieldError(field=f"{entry}.{field.field}", message=field.message) for field in error.fields
    ]


async def accept(service: Service, new: Sequence[NewSubmission]) -> None:
    """Store the submissions of one request, all or none; they are judged from then on.

    Raises:
        TwinError: a request of the same name was stored before.
        OverloadError: there is no room for them.
        StoreError: they could not be stored, and will not be judged.
    """
    bounds = service.admission.bounds
    try:
        if len(new) == 1 and service.worker is not None:
            await service.worker.add(new[0], bounds)
        else:
            await service.store.add(new, bounds)
    except QueueBoundError:
        raise service.admission.queue_full(bounds) from None
    except KeyBoundError:
        raise service.admission.too_many_in_flight() from None


def problem_for(service: Service, name: str, source: str) -> Problem:
    """The problem that a source is for.

    Raises:
        UnknownProblemError: there is no such problem.
        SourceTooLargeError: the source is larger than the problem allows.
    """
    problem = service.problem(name)
    limit_kb = problem.spec.limits.source_kb
    if len(source.encode()) > limit_kb * 1024:
        raise SourceTooLargeError(f"A source for this problem may have {limit_kb} KiB.")
    return problem


async def cancel(service: Service, caller: Caller, submission_id: str) -> CancelledSubmission:
    """Take back a submission that is queued or running; a second time changes nothing.

    Raises:
        UnknownSubmissionError: there is none that the caller may see.
        AlreadyFinishedError: it has its verdict.
        StoreError: the store failed.
    """
    submission = await service.submission(caller, submission_id)
    if isinstance(submission, UnfinishedSubmission):
        await service.store.cancel(submission_id)
        # It may have ended first, with a verdict.
        submission = await service.submission(caller, submission_id)
    if isinstance(submission, CancelledSubmission):
        return submission
    raise AlreadyFinishedError


def _new(
    service: Service, caller: Caller, request: SubmissionRequest, name: Idempotency | None
) -> NewSubmission:
    problem = problem_for(service, request.problem, request.source)
    if caller.learner is not None:
        _refuse_what_is_the_sites(caller.learner, request)
    if request.callback_url is not None:
        _refuse_private(service, request.callback_url)
    return NewSubmission(
        id=new_id(),
        site=caller.site,
        key_id=caller.key_id,
        problem=problem.name,
        revision=problem.revision,
        source=request.source,
        created_at=datetime.now(UTC),
        priority=Priority[request.priority.upper()],
        learner=caller.learner or request.learner,
        external_id=request.external_id,
        metadata=dict(request.metadata),
        callback_url=request.callback_url,
        idempotency=name,
    )


def _refuse_private(service: Service, callback_url: str) -> None:
    """Refuse at once what no webhook would be sent to; names are looked up when it is sent."""
    if not service.webhook_allow_private and names_private_host(callback_url):
        message = "must not lead to this machine or into a private network"
        raise InvalidRequestError([FieldError(field="callback_url", message=message)])


def _refuse_what_is_the_sites(learner: str, request: SubmissionRequest) -> None:
    """Refuse what a learner may not say, who is not the site.

    Raises:
        InvalidRequestError: the submission is in another's name, or somebody is to be told of it.
    """
    if request.learner not in (None, learner):
        raise InvalidRequestError.at([("learner", "must be your own name, or left out")])
    if request.callback_url is not None:
        raise InvalidRequestError.at([("callback_url", "is for the site's own keys only")])


async def _twins(service: Service, new: Sequence[NewSubmission], twin: TwinError) -> list[str]:
    """The ids of what the earlier request of the same name has stored."""
    names = [submission.idempotency for submission in new if submission.idempotency is not None]
    if twin.fingerprint != names[0].fingerprint:
        raise IdempotencyKeyReusedError
    keys = [name.key for name in names]
    return await service.idempotency.submissions(new[0].site, names[0].learner, keys)


async def _submissions(service: Service, ids: Sequence[str]) -> list[Submission]:
    return [service.with_estimate(each) for each in await service.store.get_all(ids)]
