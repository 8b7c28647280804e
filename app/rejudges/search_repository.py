"""Reading rejudges: their results so far, and the verdicts that they replaced."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.database.database import Database
from app.database.pagination import Page, read_page
from app.database.tables.rejudges import judgements, rejudges
from app.database.tables.submissions import IN_FLIGHT
from app.database.tables.submissions import submissions as table
from app.rejudges.schemas import Judgement, Rejudge, RejudgeSummary, Transition, VerdictChange
from graders.core.verdict import Verdict

_MOST_CHANGES = 1000

original = table.alias("original")
# Each with the verdict to compare it with: after applying, the one that was kept.
COMPARED = table.join(original, original.c.id == table.c.original_id).outerjoin(
    judgements,
    (judgements.c.submission_id == table.c.original_id)
    & (judgements.c.rejudge_id == table.c.rejudge_id),
)
_before_outcome = func.coalesce(judgements.c.outcome, original.c.outcome)
_before_score = func.coalesce(judgements.c.score, original.c.score)
_IS_JUDGED: ColumnElement[bool] = table.c.status == "finished"
_IS_FAILED: ColumnElement[bool] = table.c.outcome == "judge_error"
IS_CHANGED: ColumnElement[bool] = and_(
    _IS_JUDGED,
    ~_IS_FAILED,
    or_(_before_outcome != table.c.outcome, _before_score != table.c.score),
)
_AMONG: ColumnElement[bool] = table.c.rejudge_id.in_(bindparam("b_rejudges", expanding=True))
_COUNTS = (
    select(
        table.c.rejudge_id,
        func.count().label("total"),
        func.sum(case((_IS_JUDGED, 1), else_=0)).label("judged"),
        func.sum(case((_IS_JUDGED & _IS_FAILED, 1), else_=0)).label("failed"),
        func.sum(case((IN_FLIGHT, 1), else_=0)).label("unfinished"),
    )
    .where(_AMONG)
    .group_by(table.c.rejudge_id)
)
_CHANGED = (
    select(table.c.rejudge_id, func.count().label("changed"))
    .select_from(COMPARED)
    .where(_AMONG, IS_CHANGED)
    .group_by(table.c.rejudge_id)
)
_OF_REJUDGE: ColumnElement[bool] = table.c.rejudge_id == bindparam("b_rejudge")
_TRANSITIONS = (
    select(_before_outcome.label("before"), table.c.outcome.label("after"), func.count().label("n"))
    .select_from(COMPARED)
    .where(_OF_REJUDGE, IS_CHANGED)
    .group_by(_before_outcome, table.c.outcome)
    .order_by(func.count().desc(), _before_outcome, table.c.outcome)
)
_CHANGES = (
    select(
        table.c.original_id.label("submission"),
        _before_outcome.label("before"),
        table.c.outcome.label("after"),
        _before_score.label("score_before"),
        table.c.score.label("score_after"),
    )
    .select_from(COMPARED)
    .where(_OF_REJUDGE, IS_CHANGED)
    .order_by(table.c.number)
    .limit(_MOST_CHANGES)
)


@dataclass(frozen=True, slots=True)
class RejudgeCounts:
    """The number of submissions in a rejudge, and how many are judged, failed, and unfinished."""

    total: int = 0
    judged: int = 0
    failed: int = 0
    unfinished: int = 0


class RejudgeSearch:
    """Finds rejudges. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, rejudge_id: str, site: str | None) -> Rejudge | None:
        """Return a rejudge; None if no such id exists or it belongs to another `site`."""
        query = _visible(site).where(rejudges.c.id == rejudge_id)
        wanted = {"b_rejudge": rejudge_id}
        async with self._database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
            if row is None:
                return None
            [summary] = await _summaries(connection, [row])
            transitions = (await connection.execute(_TRANSITIONS, wanted)).all()
            changes = (await connection.execute(_CHANGES, wanted)).all()
        return Rejudge(
            **dict(summary),
            transitions=[
                Transition(before=e.before, after=e.after, count=e.n) for e in transitions
            ],
            changes=[VerdictChange(**each._asdict()) for each in changes],
        )

    async def find(
        self, site: str | None, problem: str | None, limit: int, cursor: str | None
    ) -> Page[RejudgeSummary]:
        """Return one page of a site's rejudges, or of all if `site` is None, newest first.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        fits = [] if problem is None else [rejudges.c.problem == problem]
        async with self._database.read() as connection:
            # Ids sort by creation time.
            page = await read_page(connection, _visible(site), fits, rejudges.c.id, limit, cursor)
            return Page(await _summaries(connection, page.items), page.next_cursor)

    async def judgements(self, submission_id: str) -> list[Judgement]:
        """Return the earlier verdicts of a submission, oldest first."""
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
                has_details=row.has_details,
                rejudge=row.rejudge_id,
                verdict=Verdict.model_validate(json.loads(row.verdict)),
            )
            for row in rows
        ]


async def read_counts(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, RejudgeCounts]:
    """Return the counts of each of these rejudges that has submissions."""
    rows = (await connection.execute(_COUNTS, {"b_rejudges": ids})).all()
    return {rejudge_id: RejudgeCounts(*counts) for rejudge_id, *counts in rows}


def _visible(site: str | None) -> Select[*tuple[Any, ...]]:
    query = select(rejudges)
    return query if site is None else query.where(rejudges.c.site == site)


async def _summaries(
    connection: AsyncConnection, rows: Sequence[Row[*tuple[Any, ...]]]
) -> list[RejudgeSummary]:
    ids = [row.id for row in rows]
    counts = await read_counts(connection, ids)
    changed_rows = (await connection.execute(_CHANGED, {"b_rejudges": ids})).all()
    changed = {row.rejudge_id: row.changed for row in changed_rows}
    return [
        _summary_of(row, counts.get(row.id, RejudgeCounts()), changed.get(row.id, 0))
        for row in rows
    ]


def _summary_of(row: Row[*tuple[Any, ...]], counts: RejudgeCounts, changed: int) -> RejudgeSummary:
    status = "judging" if counts.unfinished else "ready"
    if row.applied_at is not None:
        status = "applied"
    elif row.cancelled_at is not None:
        status = "cancelled"
    return RejudgeSummary.model_validate(
        {
            "id": row.id,
            "problem": row.problem,
            "revision": row.revision,
            "note": row.note,
            "status": status,
            "created_at": row.created_at,
            "applied_at": row.applied_at,
            "total": counts.total,
            "skipped": row.skipped,
            "judged": counts.judged,
            "failed": counts.failed,
            "changed": changed,
        }
    )
