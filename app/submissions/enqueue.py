"""Storing new submissions in one statement: within the limits, and once per idempotency key."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Integer, bindparam, insert, or_, select

from app.assignments.admission import admit, refuse_reserved
from app.assignments.errors import RefusedSubmissionError
from app.assignments.reading import IS_RESERVED
from app.assignments.schemas import Assigned
from app.database.database import WriteTransaction
from app.database.notifications import Notice
from app.database.tables.submissions import submissions as table
from app.submissions.idempotency import (
    FINGERPRINT_BEFORE,
    DuplicateRequestError,
    refuse_duplicate,
    store_keys,
)
from app.submissions.queue_limits import (
    KEY_HAS_ROOM,
    QUEUE_HAS_ROOM,
    Bounds,
    KeyBoundError,
    QueueBoundError,
)
from app.submissions.schemas import NewSubmission

_ADD = insert(table)
_OF_VERDICTS = (
    *("verdict", "outcome", "score", "passed", "total", "time_ms", "memory_mb"),
    *("mistake", "case_outcomes", "case_pattern", "likeness"),
)
# All other columns get their values here, from `_row`.
_SET_LATER = (
    *("number", "finished_at", "progress", "followed", "has_source", "has_details"),
    *_OF_VERDICTS,
)
_OF_REJUDGEMENTS = ("rejudge_id", "original_id")
_NEW = [column for column in table.c if column.name not in (*_SET_LATER, *_OF_REJUDGEMENTS)]
# The limits are part of the storing statement: checking them first would cost every submission
# another step.
_ADD_IF_THERE_IS_ROOM = (
    insert(table)
    .from_select(
        [column.name for column in _NEW],
        select(*(bindparam(f"b_{column.name}", type_=column.type) for column in _NEW)).where(
            or_(bindparam("b_status", type_=table.c.status.type) != "queued", QUEUE_HAS_ROOM),
            KEY_HAS_ROOM,
            ~FINGERPRINT_BEFORE.exists(),
            or_(bindparam("b_may_be_reserved", type_=Integer) == 0, ~IS_RESERVED),
        ),
    )
    .execution_options(preserve_rowcount=True)
)
_WHY_NOT = select(
    FINGERPRINT_BEFORE.scalar_subquery().label("duplicate"), KEY_HAS_ROOM.label("key_has_room")
)


async def accept(
    transaction: WriteTransaction,
    new: Sequence[NewSubmission],
    bounds: Bounds,
    worker: str | None = None,
) -> None:
    """Add the submissions of one request, queued or, if `worker` starts them at once, running.

    Raises:
        DuplicateRequestError: the idempotency key was used before.
        QueueBoundError: the queue has no room for all of them.
        KeyBoundError: the key has too many in flight.
        RefusedSubmissionError: an assignment does not take one of them.
    """
    name = new[0].idempotency
    if any(submission.assignment is not None for submission in new):
        # A repeated request gets its answer, also when its learner has no tries left by now.
        await refuse_duplicate(transaction, new[0])
    new = await _admitted(transaction, new)
    first, *others = (_row(submission, worker) for submission in new)
    checks = bounds.room_for(len(new), has_key=new[0].key_id is not None) | {
        "b_names_learner": "" if name is None else name.learner or "",
        "b_name": None if name is None else name.key,
        "b_may_be_reserved": int(_may_be_reserved(new[0])),
    }
    parameters = {f"b_{column}": value for column, value in first.items()} | checks
    if not (await transaction.execute(_ADD_IF_THERE_IS_ROOM, parameters)).rowcount:
        why_not = (await transaction.execute(_WHY_NOT, parameters)).one()
        # A repeated request gets its answer, however full the queue has become.
        if why_not.duplicate is not None:
            raise DuplicateRequestError(why_not.duplicate)
        await _refuse_reserved(transaction, new[:1])
        raise QueueBoundError if why_not.key_has_room else KeyBoundError
    if others:
        await _refuse_reserved(transaction, new)
        await transaction.execute(_ADD, others)
    await store_keys(transaction, new)
    if worker is None:
        # Nobody follows it yet, so it wakes the workers only.
        transaction.announce(Notice("queued"))


async def _admitted(
    transaction: WriteTransaction, new: Sequence[NewSubmission]
) -> Sequence[NewSubmission]:
    """The submissions, once their assignments have let them in: at that moment."""
    wanted = {
        place: Assigned(each.assignment, each.site, each.learner, each.problem)
        for place, each in enumerate(new)
        if each.assignment is not None and each.learner is not None
    }
    if not wanted:
        return new
    try:
        now = await admit(transaction, list(wanted.values()))
    except RefusedSubmissionError as refused:
        raise RefusedSubmissionError(list(wanted)[refused.place], refused.error) from None
    return [
        replace(each, created_at=now) if place in wanted else each for place, each in enumerate(new)
    ]


def _may_be_reserved(new: NewSubmission) -> bool:
    """Whether it is refused if an exclusive assignment has its problem."""
    return new.kind == "submission" and new.learner is not None and new.assignment is None


async def _refuse_reserved(transaction: WriteTransaction, new: Sequence[NewSubmission]) -> None:
    for place, each in enumerate(new):
        if _may_be_reserved(each) and each.learner is not None:
            await refuse_reserved(transaction, place, each.site, each.learner, each.problem)


def _row(new: NewSubmission, worker: str | None) -> dict[str, Any]:
    return {
        "id": new.id,
        "site": new.site,
        "key_id": new.key_id,
        "kind": new.kind,
        "reviewed": new.reviewed,
        "problem": new.problem,
        "revision": new.revision,
        "source": new.source,
        "inputs": new.inputs,
        "seed": new.seed,
        "priority": new.priority.value,
        "learner": new.learner,
        "external_id": new.external_id,
        "metadata": json.dumps(new.metadata),
        "callback_url": new.callback_url,
        "assignment_id": new.assignment,
        "status": "queued" if worker is None else "running",
        "tries": 0 if worker is None else 1,
        "failures": 0,
        "worker": worker,
        "created_at": new.created_at,
        "started_at": None if worker is None else new.created_at,
    }
