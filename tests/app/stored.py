"""Submissions for the store's tests."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from app.submissions.queue_limits import Bounds
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import ClaimedSubmission, NewSubmission
from graders.core.verdict import Environment, Outcome, Verdict

AMPLE = Bounds(queued=100, in_flight=100)
MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=2)))


def new(submission_id: str, **fields: Any) -> NewSubmission:
    plain = NewSubmission(submission_id, "site", None, "double", "r1", "source", MOMENT, 7)
    return replace(plain, **fields)


async def claim_next(
    store: SubmissionStore, worker: str, among: Sequence[str] | None = None
) -> ClaimedSubmission | None:
    """The first queued submission, if there is one."""
    return next(iter(await store.claim(worker, among)), None)


def verdict(message: str = "", outcome: Outcome = Outcome.ACCEPTED) -> Verdict:
    return Verdict(
        id="a",
        problem="double",
        revision="r1",
        seed=7,
        verdict=outcome,
        message=message,
        passed=1,
        total=2,
        score=0.5,
        cases=(),
        environment=Environment(python="3", jax="0", flax="0", sandbox=()),
    )
