"""Judging submissions again: in the queue behind all others, and in force once it is applied."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Float,
    Row,
    bindparam,
    case,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.rejudge import Judgement, NewRejudge, Rejudge, Selection, Transition, VerdictChange
from app.store.database import Database, WriteTransaction, uninterrupted
from app.store.notices import Notice
from app.store.submission_rows import COLUMNS, submission_of
from app.store.tables import judgements, rejudges
from app.store.tables import submissions as table
from app.store.webhook_outbox import add_webhook
from app.submission import REJUDGEMENT_PRIORITY, FinishedSubmission, new_id
from app.webhooks.event import WebhookEvent
from graders.bank import fresh_seed
from graders.verdict import Verdict

MOST_SUBMISSIONS = 10_000
_MOST_CHANGES = 1000


class TooManyError(Exception):
    """More submissions fit than may be judged again at once. Nothing was stored."""


class UnfinishedError(Exception):
    """Not all is judged yet. Nothing was changed."""


class _score(FunctionElement[float]):  # noqa: N801 - reads as the SQL function it is
    """The score in a verdict's JSON."""

    type = Float()
    inherit_cache = True


@compiles(_score, "sqlite")
def _sqlite_score(element: _score, compiler: SQLCompiler, **options: Any) -> str:
    return f"json_extract({compiler.process(element.clauses, **options)}, '$.score')"


@compiles(_score, "postgresql")
def _postgresql_score(element: _score, compiler: SQLCompiler, **options: Any) -> str:
    return f"(CAST({compiler.process(element.clauses, **options)} AS json) ->> 'score')::float"


_original = table.alias("original")
_before_outcome = func.coalesce(judgements.c.outcome, _original.c.outcome)
_before_score = _score(func.coalesce(judgements.c.verdict, _original.c.verdict))
_AFTER_SCORE = _score(table.c.verdict)
_IS_JUDGED: ColumnElement[bool] = table.c.status == "finished"
_IS_FAILED: ColumnElement[bool] = table.c.outcome == "judge_error"
_UNFINISHED: ColumnElement[bool] = table.c.status.in_(("queued", "running"))
_OF_REJUDGE: ColumnElement[bool] = table.c.rejudge_id == bindparam("b_rejudge")
# Each with the verdict that it is compared with: once it is applied, the one that was kept.
_COMPARED = table.join(_original, _original.c.id == table.c.original_id).outerjoin(
    judgements,
    (judgements.c.submission_id == table.c.original_id)
    & (judgements.c.rejudge_id == table.c.rejudge_id),
)
_IS_CHANGED = or_(_before_outcome != table.c.outcome, _before_score != _AFTER_SCORE)
_CHANGED = [_OF_REJUDGE, _IS_JUDGED, ~_IS_FAILED, _IS_CHANGED]
_COUNTS = select(
    func.count().label("total"),
    func.sum(case((_IS_JUDGED, 1), else_=0)).label("judged"),
    func.sum(case((_IS_JUDGED & _IS_FAILED, 1), else_=0)).label("failed"),
    func.sum(case((_UNFINISHED, 1), else_=0)).label("unfinished"),
).where(_OF_REJUDGE)
_TRANSITIONS = (
    select(_before_outcome.label("before"), table.c.outcome.label("after"), func.count().label("n"))
    .select_from(_COMPARED)
    .where(*_CHANGED)
    .group_by(_before_outcome, table.c.outcome)
    .order_by(func.count().desc(), _before_outcome, table.c.outcome)
)
_CHANGES = (
    select(
        table.c.original_id.label("submission"),
        _before_outcome.label("before"),
        table.c.outcome.label("after"),
        _before_score.label("score_before"),
        _AFTER_SCORE.label("score_after"),
    )
    .select_from(_COMPARED)
    .where(*_CHANGED)
    .order_by(table.c.number)
    .limit(_MOST_CHANGES)
)
_ADD = insert(table).from_select(
    [
        *("id", "site", "kind", "problem", "revision", "source", "seed", "priority", "metadata"),
        *("status", "attempt", "failures", "created_at", "rejudge_id", "original_id"),
    ],
    select(
        bindparam("b_id", type_=table.c.id.type),
        _original.c.site,
        literal("rejudgement"),
        _original.c.problem,
        bindparam("b_revision", type_=table.c.revision.type),
        _original.c.source,
        func.coalesce(bindparam("b_seed", type_=table.c.seed.type), _original.c.seed),
        literal(REJUDGEMENT_PRIORITY),
        literal("{}"),
        literal("queued"),
        literal(0),
        literal(0),
        bindparam("b_now", type_=table.c.created_at.type),
        bindparam("b_rejudge", type_=table.c.rejudge_id.type),
        _original.c.id,
    ).where(_original.c.id == bindparam("b_original")),
)
_new = table.alias("new")
_APPLIED = [
    _new.c.rejudge_id == bindparam("b_rejudge"),
    _new.c.status == "finished",
    _new.c.outcome != "judge_error",
    _new.c.original_id == table.c.id,
]
_KEEP = insert(judgements).from_select(
    ["submission_id", "verdict", "outcome", "judged_at", "rejudge_id"],
    select(
        table.c.id, table.c.verdict, table.c.outcome, table.c.finished_at, _new.c.rejudge_id
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
        time_ms=_new.c.time_ms,
        memory_mb=_new.c.memory_mb,
        mistake=_new.c.mistake,
        case_outcomes=_new.c.case_outcomes,
        started_at=_new.c.started_at,
        finished_at=_new.c.finished_at,
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
# Sites are told of what changes, where they wanted to be told of the verdict.
_TOLD = (
    select(table.c.original_id)
    .select_from(_COMPARED)
    .where(*_CHANGED, _original.c.callback_url.is_not(None))
    .order_by(table.c.number)
)


class RejudgeStore:
    """What is judged again. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def add(self, new: NewRejudge) -> None:
        """Have the selected submissions judged again.

        Raises:
            TooManyError: more than `MOST_SUBMISSIONS` fit.
        """
        now = datetime.now(UTC)
        query = select(table.c.id).where(*_conditions(new.selection)).order_by(table.c.number)
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
                await transaction.announce(Notice("queued"))

    async def get(self, rejudge_id: str, site: str | None) -> Rejudge | None:
        """What has come of it; None where there is no such id, or where another `site` has it."""
        query = select(rejudges).where(rejudges.c.id == rejudge_id)
        if site is not None:
            query = query.where(rejudges.c.site == site)
        wanted = {"b_rejudge": rejudge_id}
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return None
            counts = (await connection.execute(_COUNTS, wanted)).one()
            transitions = (await connection.execute(_TRANSITIONS, wanted)).all()
            changes = (await connection.execute(_CHANGES, wanted)).all()
        return _rejudge_of(row, counts, transitions, changes)

    @uninterrupted
    async def apply(self, rejudge_id: str) -> None:
        """Put the new verdicts in the place of the old ones, which are kept.

        A second time changes nothing, nor does it change anything that was cancelled.

        Raises:
            UnfinishedError: not all is judged yet.
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
            if (await transaction.execute(_COUNTS, wanted)).one().unfinished:
                raise UnfinishedError
            told = (await transaction.execute(_TOLD, wanted)).scalars().all()
            await transaction.execute(_KEEP, wanted)
            await transaction.execute(_REPLACE, wanted)
            # They are of the verdict before; another one can be asked for.
            await transaction.execute(_FORGET_REVIEWS, wanted)
            for submission_id in told:
                await _tell(transaction, submission_id)

    @uninterrupted
    async def cancel(self, rejudge_id: str) -> None:
        """Judge no more of it; what was applied stays so."""
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

    async def judgements(self, submission_id: str) -> list[Judgement]:
        """The verdicts that a submission had before, the oldest first."""
        query = (
            select(judgements)
            .where(judgements.c.submission_id == submission_id)
            .order_by(judgements.c.number)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Judgement(
                judged_at=row.judged_at,
                rejudge=row.rejudge_id,
                verdict=Verdict.model_validate(json.loads(row.verdict)),
            )
            for row in rows
        ]


async def _tell(transaction: WriteTransaction, submission_id: str) -> None:
    query = select(*COLUMNS, table.c.site, table.c.callback_url).where(table.c.id == submission_id)
    row = (await transaction.execute(query)).one()
    rejudged = submission_of(row)
    assert isinstance(rejudged, FinishedSubmission)  # noqa: S101 - none but these are judged again
    event = WebhookEvent.rejudged(rejudged)
    await add_webhook(transaction, row.site, row.callback_url, event)


async def _stop(transaction: WriteTransaction, ids: Sequence[str]) -> None:
    for running in ids:
        await transaction.announce(Notice("ended", running))


def _conditions(wanted: Selection) -> list[ColumnElement[bool]]:
    conditions = [
        table.c.kind == "attempt",
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


def _rejudge_of(
    row: Row[*tuple[Any, ...]],
    counts: Row[*tuple[Any, ...]],
    transitions: Sequence[Row[*tuple[Any, ...]]],
    changes: Sequence[Row[*tuple[Any, ...]]],
) -> Rejudge:
    status = "judging" if counts.unfinished else "ready"
    if row.applied_at is not None:
        status = "applied"
    elif row.cancelled_at is not None:
        status = "cancelled"
    return Rejudge.model_validate(
        {
            "id": row.id,
            "problem": row.problem,
            "revision": row.revision,
            "note": row.note,
            "status": status,
            "created_at": row.created_at,
            "applied_at": row.applied_at,
            "total": counts.total,
            "judged": counts.judged or 0,
            "failed": counts.failed or 0,
            "changed": sum(each.n for each in transitions),
            "transitions": [
                Transition(before=each.before, after=each.after, count=each.n)
                for each in transitions
            ],
            "changes": [VerdictChange(**each._asdict()) for each in changes],
        }
    )
