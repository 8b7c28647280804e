"""Finding stored submissions: those that match a filter, page by page, newest first."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, String, case, func, literal, null, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from app.core.ids import least_id
from app.database.case_outcomes import CASE_OUTCOMES, NOT_FAILED
from app.database.database import Database
from app.database.pagination import Page, read_page
from app.database.tables.statistics import statistics_counts
from app.database.tables.submissions import CANCELLED, TESTS
from app.database.tables.submissions import submissions as table
from app.rollup.service import Rollup
from app.submissions.schemas import Priority, SubmissionFilter, SubmissionSummary

# The list is in the order of numbers, and only ids lead from a time to a number without an index
# more. A submission's id is made as it is created; machines' clocks differ by less than this, and
# it is stored sooner.
_LATE = timedelta(hours=1)
_OLDEST, _NEWEST = (
    datetime.min.replace(tzinfo=UTC) + _LATE,
    datetime.max.replace(tzinfo=UTC) - _LATE,
)
_other = table.alias("other")


class _outcome_of(FunctionElement[str]):  # noqa: N801 - reads as the SQL function it is
    """How a case ended, by the outcomes of all; null where there is no such case."""

    type = String()
    inherit_cache = True


@compiles(_outcome_of, "sqlite")
def _sqlite_outcome_of(element: _outcome_of, compiler: SQLCompiler, **options: Any) -> str:
    outcomes, name = (compiler.process(each, **options) for each in element.clauses)
    return f"(SELECT value FROM json_each({outcomes}) WHERE json_each.key = {name})"  # noqa: S608


@compiles(_outcome_of, "postgresql")
def _postgresql_outcome_of(element: _outcome_of, compiler: SQLCompiler, **options: Any) -> str:
    outcomes, name = (compiler.process(each, **options) for each in element.clauses)
    return f"(CAST({outcomes} AS json) ->> {name})"


_COLUMNS = (
    table.c.id,
    table.c.kind,
    table.c.problem,
    table.c.revision,
    table.c.status,
    table.c.priority,
    table.c.tries,
    table.c.learner,
    table.c.external_id,
    table.c.metadata,
    table.c.assignment_id,
    table.c.created_at,
    table.c.finished_at,
    table.c.outcome,
    table.c.passed,
    table.c.total,
    table.c.score,
    # Of what earlier versions stored.
    case((table.c.total.is_(None), table.c.verdict), else_=null()).label("verdict"),
    table.c.has_source,
)


class SubmissionSearch:
    """Finds submissions. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._rollup = Rollup(database)

    async def find(
        self, site: str | None, wanted: SubmissionFilter, limit: int, cursor: str | None
    ) -> Page[SubmissionSummary]:
        """Return one page of matching submissions, of one site or, if None, of all.

        Raises:
            UnknownCursorError: `cursor` is not from an earlier page.
        """
        visible = select(*_COLUMNS).where(table.c.kind.in_(("submission", "test")))
        if site is not None:
            visible = visible.where(table.c.site == site)
        place = table.c.number
        is_counted = wanted.case is not None and await self._rollup.settle()
        async with self._database.read() as connection:
            # To look for a case that nobody failed among all submissions would take long.
            if is_counted and not await _has_failed(connection, site, wanted):
                # The counts leave tests out.
                visible = visible.where(TESTS)
            page = await read_page(connection, visible, _conditions(wanted), place, limit, cursor)
        return page.of(_summary_of)


async def _has_failed(
    connection: AsyncConnection, site: str | None, wanted: SubmissionFilter
) -> bool:
    """Whether a submission has failed the case, where all verdicts are counted."""
    failed = select(literal(1)).where(
        statistics_counts.c.what == "case",
        statistics_counts.c.problem == wanted.problem,
        statistics_counts.c.name == wanted.case,
        statistics_counts.c.part > 0,
        *([] if site is None else [statistics_counts.c.site == site]),
    )
    return bool((await connection.execute(select(failed.exists()))).scalar_one())


def _conditions(wanted: SubmissionFilter) -> list[ColumnElement[bool]]:
    equal = {
        table.c.problem: wanted.problem,
        table.c.learner: wanted.learner,
        table.c.external_id: wanted.external_id,
        table.c.assignment_id: wanted.assignment,
        table.c.outcome: wanted.verdict,
        table.c.status: wanted.status,
        table.c.mistake: wanted.mistake,
    }
    conditions: list[Any] = [
        column == value for column, value in equal.items() if value is not None
    ]
    if wanted.unassigned:
        conditions.append(table.c.assignment_id.is_(None))
    if wanted.status == "cancelled":
        # Exactly an index's condition, for SQLite, which does not look at the value.
        conditions.append(CANCELLED)
    if wanted.case is not None:
        conditions.append(_outcome_of(CASE_OUTCOMES, wanted.case).not_in(NOT_FAILED))
    if wanted.created_after is not None:
        conditions += (
            table.c.created_at > wanted.created_after,
            table.c.number > _number_before(wanted.created_after),
        )
    if wanted.created_before is not None:
        conditions += (
            table.c.created_at < wanted.created_before,
            table.c.number < _number_after(wanted.created_before),
        )
    return conditions


def _number_before(moment: datetime) -> ColumnElement[int]:
    """The number of a submission that came before all that were created from that moment on."""
    earlier = _other.c.id < least_id(max(moment, _OLDEST) - _LATE)
    number = select(_other.c.number).where(earlier).order_by(_other.c.id.desc()).limit(1)
    return func.coalesce(number.scalar_subquery(), 0)


def _number_after(moment: datetime) -> ColumnElement[int]:
    """The number of a submission that came after all that were created until that moment."""
    later = _other.c.id >= least_id(min(moment, _NEWEST) + _LATE)
    number = select(_other.c.number).where(later).order_by(_other.c.id).limit(1)
    return func.coalesce(number.scalar_subquery(), 2**62)


def _summary_of(row: Row[*tuple[Any, ...]]) -> SubmissionSummary:
    verdict = {} if row.verdict is None else json.loads(row.verdict)
    return SubmissionSummary(
        id=row.id,
        kind=row.kind,
        problem=row.problem,
        revision=row.revision,
        status=row.status,
        priority=Priority(row.priority).name.lower(),
        tries=row.tries,
        learner=row.learner,
        external_id=row.external_id,
        metadata=json.loads(row.metadata),
        has_source=row.has_source,
        assignment=row.assignment_id,
        created_at=row.created_at,
        finished_at=row.finished_at,
        verdict=row.outcome,
        passed=verdict.get("passed", row.passed),
        total=verdict.get("total", row.total),
        score=row.score,
    )
