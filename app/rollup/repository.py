"""The SQL of the rollup."""

import asyncio
import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Table,
    Text,
    TextClause,
    bindparam,
    cast,
    column,
    delete,
    func,
    literal,
    select,
    text,
)
from sqlalchemy.dialects import postgresql

from app.database.database import Database, WriteTransaction, uninterrupted
from app.database.tables.base import utc_day
from app.database.tables.statistics import (
    statistics_counts,
    statistics_days,
    statistics_figures,
    statistics_visits,
)
from app.database.tables.statistics import verdict_changes as changes
from app.database.tables.submissions import LEARNERS, case_patterns, submissions
from app.rollup.counting import Added, Change, Learner, Work, count

# A transaction counts about so many changes: with SQLite, others write in between.
_AT_ONCE = 5000
_LEARNER = (changes.c.site, changes.c.problem, changes.c.learner)
_PLACE = (*_LEARNER, changes.c.number)
# One process counts at a time, and sees the submissions as they were when it got its turn: the
# changes that it sees are then exactly those that it must count. `LOCK` is no reason for PostgreSQL
# to fix that moment, which any query would be.
_TURN = (
    text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"),
    text("LOCK TABLE statistics_counts IN EXCLUSIVE MODE"),
)


# The columns that make a `Change`. Python reads a day in a fifth of the time of a moment.
_CHANGES = select(
    *(
        utc_day(changes.c.created_at).label("day") if name == "day" else changes.c[name]
        for name in Change._fields
    )
)
_OF = (submissions.c.site, submissions.c.problem, submissions.c.learner)
_WORKS = select(
    *_OF,
    submissions.c.number,
    utc_day(submissions.c.created_at).label("day"),
    *(submissions.c[name] for name in ("outcome", "mistake", "likeness")),
    # Exactly the index's condition, or the index is not used.
).where(LEARNERS)
# Many rows are sent as one text: PostgreSQL's driver takes ten times as long to write arrays, and
# SQLite would look for a list of rows among all submissions.
_WANTED_NAMES = [f"wanted_{each.name}" for each in _OF]
_WANTED = bindparam("b_wanted", type_=Text)
_LISTED = (
    func.json_to_recordset(cast(_WANTED, postgresql.JSON))
    .table_valued(*(column(name, Text) for name in _WANTED_NAMES))
    .render_derived(name="wanted", with_types=True)
)
_EACH = func.json_each(_WANTED).table_valued("value", name="wanted")
_WORKS_OF_LISTED = {
    "postgresql": _WORKS.where(
        *(each == _LISTED.c[name] for each, name in zip(_OF, _WANTED_NAMES, strict=True))
    ),
    "sqlite": _WORKS.where(
        *(
            each == func.json_extract(_EACH.c.value, f"$.{name}")
            for each, name in zip(_OF, _WANTED_NAMES, strict=True)
        )
    ),
}
_TABLES = (statistics_counts, statistics_figures, statistics_days, statistics_visits)


class RollupStore:
    """The counts. Every method raises `StoreError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pending(self, most: int) -> int:
        """How many changes are not counted yet; no more than `most` are looked at."""
        # From the index: in the table, those that were counted leave gaps to read over.
        some = select(literal(1)).select_from(changes).order_by(*_PLACE).limit(most).subquery()
        async with self._database.read() as connection:
            number: int = (
                await connection.execute(select(func.count()).select_from(some))
            ).scalar_one()
        return number

    @uninterrupted
    async def count_some(self) -> int:
        """Count some changes, all of each learner; return how many."""
        async with self._database.write() as transaction:
            if self._database.is_shared:
                for statement in _TURN:
                    await transaction.execute(statement)
            first = await _first(transaction)
            found = await _changes(transaction, first)
            if not found:
                return 0
            works = await _works(transaction, {each[1:4] for each in found if each.learner})
            patterns = await _patterns(transaction, {each.case_pattern for each in found})
            added = await asyncio.to_thread(count, found, works, patterns)
            await _store(transaction, added)
            these = select(changes.c.number).order_by(*_PLACE).limit(first)
            await transaction.execute(delete(changes).where(changes.c.number.in_(these)))
        return len(found)


async def _first(transaction: WriteTransaction) -> int | None:
    """How many of the first changes to count: all of each learner; None for all there are."""
    places = select(*_PLACE).order_by(*_PLACE)
    last = (await transaction.execute(places.offset(_AT_ONCE - 1).limit(1))).one_or_none()
    if last is None:
        return None
    # What nobody in particular handed in need not be counted together.
    if not last.learner:
        return _AT_ONCE
    # By its number: of a comparison of rows, PostgreSQL's index looks at the first column only.
    more = select(func.count()).where(
        *(each == last._mapping[each.name] for each in _LEARNER), changes.c.number > last.number
    )
    of_the_last: int = (await transaction.execute(more)).scalar_one()
    return _AT_ONCE + of_the_last


async def _changes(transaction: WriteTransaction, first: int | None) -> list[Change]:
    rows = (await transaction.execute(_CHANGES.order_by(*_PLACE).limit(first))).all()
    return [Change._make(row) for row in rows]


async def _works(
    transaction: WriteTransaction, learners: set[Learner]
) -> dict[Learner, list[Work]]:
    works: dict[Learner, list[Work]] = {}
    wanted = await asyncio.to_thread(_as_json, _WANTED_NAMES, sorted(learners))
    query = _WORKS_OF_LISTED[transaction.connection.dialect.name]
    for row in (await transaction.execute(query, {"b_wanted": wanted})).all():
        work = Work(row.number, row.day, row.outcome, row.mistake, row.likeness)
        works.setdefault((row.site, row.problem, row.learner), []).append(work)
    return works


def _is_shared(transaction: WriteTransaction) -> bool:
    return transaction.connection.dialect.name == "postgresql"


async def _patterns(transaction: WriteTransaction, numbers: set[int | None]) -> dict[int, str]:
    query = select(case_patterns.c.number, case_patterns.c.outcomes).where(
        case_patterns.c.number.in_([number for number in numbers if number is not None])
    )
    rows = (await transaction.execute(query)).all()
    return {row.number: row.outcomes for row in rows}


async def _store(transaction: WriteTransaction, added: Added) -> None:
    for table, counts in zip(
        _TABLES, (added.counts, added.figures, added.days, added.visits), strict=True
    ):
        # In one order, in which the index is read.
        rows: list[tuple[Any, ...]] = [
            (*key, *counts[key]) for key in sorted(counts) if any(counts[key])
        ]
        names = _names(table)
        if rows and _is_shared(transaction):
            listed = await asyncio.to_thread(_as_json, names, rows)
            await transaction.execute(_ADD_LISTED[table.name], {"rows": listed})
        elif rows:
            await transaction.execute(_ADD[table.name], _by_name(names, rows))
        keys = len(table.primary_key)
        if lower := [row for row in rows if min(row[keys:]) < 0]:
            # Nothing is left of a site or a mistake that has no submissions any more.
            await transaction.execute(_REMOVE_EMPTY[table.name], _by_name(names, lower))


def _as_json(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> str:
    return json.dumps(_by_name(names, rows), default=str)


def _by_name(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> list[dict[str, Any]]:
    return [dict(zip(names, row, strict=True)) for row in rows]


def _names(table: Table) -> Sequence[str]:
    return [each.name for each in table.columns]


def _numbers(table: Table) -> Sequence[str]:
    return [each.name for each in table.columns if not each.primary_key]


def _add(table: Table, what: str) -> str:
    """SQL that both databases accept; SQLAlchemy offers this only per dialect."""
    sums = ", ".join(f"{each} = {table.name}.{each} + excluded.{each}" for each in _numbers(table))
    return (
        f"INSERT INTO {table.name} ({', '.join(_names(table))}) {what} "
        f"ON CONFLICT ({', '.join(each.name for each in table.primary_key)}) DO UPDATE SET {sums}"
    )


def _add_row(table: Table) -> TextClause:
    values = ", ".join(f":{each.name}" for each in table.columns)
    # SQLite needs the types to store days.
    return text(_add(table, f"VALUES ({values})")).bindparams(
        *(bindparam(each.name, type_=each.type) for each in table.columns)
    )


def _add_listed(table: Table) -> TextClause:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # its own omission
    columns = ", ".join(f"{each.name} {each.type.compile(dialect)}" for each in table.columns)
    listed = f"json_to_recordset(CAST(:rows AS json)) AS listed ({columns})"
    return text(_add(table, f"SELECT * FROM {listed}"))  # noqa: S608 - our own names


_ADD = {table.name: _add_row(table) for table in _TABLES}
_ADD_LISTED = {table.name: _add_listed(table) for table in _TABLES}
_REMOVE_EMPTY = {
    table.name: delete(table).where(
        *(each == bindparam(each.name) for each in table.primary_key),
        *(table.c[name] == 0 for name in _numbers(table)),
    )
    for table in _TABLES
}
