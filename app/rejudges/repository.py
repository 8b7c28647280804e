"""Rejudges: queued after all other submissions, and in force once applied."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import (
    ColumnElement,
    bindparam,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    update,
)

from app.audit.entry import SERVICE, Actor
from app.audit.record import record
from app.core.ids import new_id
from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.notifications import Notice
from app.database.tables.rejudges import judgements, rejudges
from app.database.tables.submissions import IN_FLIGHT
from app.database.tables.submissions import submissions as table
from app.passback.changes import rejudge_changes_grades
from app.rejudges.schemas import NewRejudge, Selection
from app.rejudges.search_repository import COMPARED, IS_CHANGED, original
from app.submissions.rows import COLUMNS, submission_of
from app.submissions.schemas import REJUDGEMENT_PRIORITY, FinishedSubmission
from app.submissions.webhook_event import WebhookEvent
from app.webhooks.outbox import add_webhook
from graders.execution.precomputed import fresh_seed

MOST_SUBMISSIONS = 10_000


class TooManyError(Exception):
    """More submissions match than one rejudge may have. Nothing was stored."""


class UnfinishedError(Exception):
    """Some submissions are not judged yet. Nothing was changed."""


_ADD = insert(table).from_select(
    [
        *("id", "site", "kind", "problem", "revision", "source", "seed", "priority", "metadata"),
        *("status", "tries", "failures", "created_at", "rejudge_id", "original_id"),
    ],
    select(
        bindparam("b_id", type_=table.c.id.type),
        original.c.site,
        literal("rejudgement"),
        original.c.problem,
        bindparam("b_revision", type_=table.c.revision.type),
        original.c.source,
        func.coalesce(bindparam("b_seed", type_=table.c.seed.type), original.c.seed),
        literal(REJUDGEMENT_PRIORITY),
        literal("{}"),
        literal("queued"),
        literal(0),
        literal(0),
        bindparam("b_now", type_=table.c.created_at.type),
        bindparam("b_rejudge", type_=table.c.rejudge_id.type),
        original.c.id,
    ).where(original.c.id == bindparam("b_original"), original.c.has_source.is_(True)),
)
_new = table.alias("new")
_APPLIED = [
    _new.c.rejudge_id == bindparam("b_rejudge"),
    _new.c.status == "finished",
    _new.c.outcome != "judge_error",
    _new.c.original_id == table.c.id,
]
_KEEP = insert(judgements).from_select(
    ["submission_id", "verdict", "outcome", "score", "judged_at", "rejudge_id", "has_details"],
    select(
        *(table.c.id, table.c.verdict, table.c.outcome, table.c.score),
        *(table.c.finished_at, _new.c.rejudge_id, table.c.has_details),
    ).where(*_APPLIED),
)
_REPLACE = (
    update(table)
    .where(*_APPLIED)
    .values(
        revision=_new.c.revision,
        seed=_new.c.seed,
        verdict=_new.c.verdict,
        outcome=_new.c.outcome,
        score=_new.c.score,
        passed=_new.c.passed,
        total=_new.c.total,
        time_ms=_new.c.time_ms,
        memory_mb=_new.c.memory_mb,
        mistake=_new.c.mistake,
        case_outcomes=_new.c.case_outcomes,
        case_pattern=_new.c.case_pattern,
        likeness=_new.c.likeness,
        started_at=_new.c.started_at,
        finished_at=_new.c.finished_at,
        # It may have waited for so long that its own are no longer kept.
        has_details=_new.c.has_details,
    )
)


_FORGET_REVIEWS = delete(table).where(
    table.c.reviewed.in_(
        select(_new.c.original_id).where(
            _new.c.rejudge_id == bindparam("b_rejudge"),
            _new.c.status == "finished",
            _new.c.outcome != "judge_error",
        )
    )
)
_IS_UNFINISHED = select(exists().where(table.c.rejudge_id == bindparam("b_rejudge"), IN_FLIGHT))
# The changed submissions whose site asked to be notified of the verdict.
_TOLD = (
    select(table.c.original_id)
    .select_from(COMPARED)
    .where(
        table.c.rejudge_id == bindparam("b_rejudge"),
        IS_CHANGED,
        original.c.callback_url.is_not(None),
    )
    .order_by(table.c.number)
)


class RejudgeStore:
    """The rejudges. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def add(self, new: NewRejudge) -> None:
        """Queue the selected submissions to be judged again, those whose sources are kept.

        Raises:
            TooManyError: more than `MOST_SUBMISSIONS` match.
        """
        now = datetime.now(UTC)
        selected = _conditions(new.selection)
        query = (
            select(table.c.id)
            .where(*selected, table.c.has_source.is_(True))
            .order_by(table.c.number)
        )
        without = select(func.count()).where(*selected, table.c.has_source.is_(False))
        async with self._database.write() as transaction:
            ids = (await transaction.execute(query.limit(MOST_SUBMISSIONS + 1))).scalars().all()
            if len(ids) > MOST_SUBMISSIONS:
                raise TooManyError
            row = {
                "id": new.id,
                "site": new.site,
                "key_id": new.key_id,
                "problem": new.selection.problem,
                "revision": new.revision,
                "note": new.note,
                "created_at": now,
                "skipped": (await transaction.execute(without)).scalar_one(),
            }
            await transaction.execute(insert(rejudges), row)
            again = [
                {
                    "b_id": new_id(),
                    "b_original": original,
                    "b_revision": new.revision,
                    "b_seed": fresh_seed() if new.fresh_seeds else None,
                    "b_now": now,
                    "b_rejudge": new.id,
                }
                for original in ids
            ]
            if again:
                await transaction.execute(_ADD, again)
                transaction.announce(Notice("queued"))
            await record(
                transaction,
                "rejudge_started",
                new.id,
                new.by,
                problem=new.selection.problem,
                revision=new.revision,
                submissions=len(ids),
            )

    @uninterrupted
    async def apply(self, rejudge_id: str, by: Actor = SERVICE) -> None:
        """Replace the old verdicts by the new ones; the old ones are kept.

        Applying again changes nothing, nor does applying a cancelled rejudge.

        Raises:
            UnfinishedError: some submissions are not judged yet.
        """
        wanted = {"b_rejudge": rejudge_id}
        apply = (
            update(rejudges)
            .where(
                rejudges.c.id == rejudge_id,
                rejudges.c.applied_at.is_(None),
                rejudges.c.cancelled_at.is_(None),
            )
            .values(applied_at=datetime.now(UTC))
        )
        async with self._database.write() as transaction:
            if not (await transaction.execute(apply)).rowcount:
                return
            if (await transaction.execute(_IS_UNFINISHED, wanted)).scalar_one():
                raise UnfinishedError
            told = (await transaction.execute(_TOLD, wanted)).scalars().all()
            await transaction.execute(_KEEP, wanted)
            await transaction.execute(_REPLACE, wanted)
            # They review the old verdict; a new review can be requested.
            await transaction.execute(_FORGET_REVIEWS, wanted)
            for submission_id in told:
                await _tell(transaction, submission_id)
            await record(transaction, "rejudge_applied", rejudge_id, by)
            await rejudge_changes_grades(transaction, rejudge_id)

    @uninterrupted
    async def cancel(self, rejudge_id: str, by: Actor = SERVICE) -> None:
        """Stop a rejudge; a rejudge that was applied stays applied."""
        now = datetime.now(UTC)
        cancel = (
            update(rejudges)
            .where(
                rejudges.c.id == rejudge_id,
                rejudges.c.applied_at.is_(None),
                rejudges.c.cancelled_at.is_(None),
            )
            .values(cancelled_at=now)
        )
        end = (
            update(table)
            .where(table.c.rejudge_id == rejudge_id)
            .values(status="cancelled", finished_at=now, progress=None)
        )
        async with self._database.write() as transaction:
            if not (await transaction.execute(cancel)).rowcount:
                return
            await transaction.execute(end.where(table.c.status == "queued"))
            running = end.where(table.c.status == "running").returning(table.c.id)
            await _stop(transaction, (await transaction.execute(running)).scalars().all())
            await record(transaction, "rejudge_cancelled", rejudge_id, by)


async def _tell(transaction: WriteTransaction, submission_id: str) -> None:
    query = select(*COLUMNS, table.c.site, table.c.callback_url).where(table.c.id == submission_id)
    row = (await transaction.execute(query)).one()
    rejudged = submission_of(row)
    assert isinstance(rejudged, FinishedSubmission)  # noqa: S101 - none but these are judged again
    event = WebhookEvent.rejudged(rejudged)
    await add_webhook(transaction, row.site, row.callback_url, event.message)


async def _stop(transaction: WriteTransaction, ids: Sequence[str]) -> None:
    for running in ids:
        transaction.announce(Notice("ended", running))


def _conditions(wanted: Selection) -> list[ColumnElement[bool]]:
    conditions = [
        table.c.kind == "submission",
        table.c.status == "finished",
        table.c.problem == wanted.problem,
    ]
    if wanted.site is not None:
        conditions.append(table.c.site == wanted.site)
    if wanted.judged_on is not None:
        conditions.append(table.c.revision == wanted.judged_on)
    if wanted.created_after is not None:
        conditions.append(table.c.created_at > wanted.created_after)
    if wanted.created_before is not None:
        conditions.append(table.c.created_at < wanted.created_before)
    if wanted.ids is not None:
        conditions.append(table.c.id.in_(wanted.ids))
    return conditions
