"""Removing what is old, some rows at a time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, delete, select, update

from app.database.database import Database, uninterrupted
from app.database.tables.rejudges import judgements
from app.database.tables.submissions import submissions as table
from app.database.tables.webhooks import webhook_deliveries as deliveries
from app.retention.summary import without_details

# So many rows are changed in a transaction: others write in between.
_AT_ONCE = 100
# A verdict on 1,000 cases has 780 kB, and is parsed.
_VERDICTS_AT_ONCE = 20

_BEFORE: ColumnElement[datetime] = bindparam("b_before", type_=table.c.finished_at.type)
_ANY = (True, False)
# Every column of the index is named, or it is of no use for the moment, which is its last.
_OLD_SOURCES = (
    select(table.c.number)
    .where(
        table.c.has_source.is_(True),
        table.c.has_details.in_(_ANY),
        table.c.finished_at < _BEFORE,
    )
    .limit(_AT_ONCE)
)
_REMOVE_SOURCES = (
    update(table)
    .where(table.c.number.in_(_OLD_SOURCES))
    .values(source="", inputs=None, has_source=False)
)
_OLD_DETAILS = (
    select(table.c.number, table.c.kind, table.c.verdict, table.c.finished_at)
    .where(
        table.c.has_source.in_(_ANY),
        table.c.has_details.is_(True),
        table.c.finished_at < _BEFORE,
    )
    .limit(_VERDICTS_AT_ONCE)
)
# They are nothing but details: no list shows them, and they count for nothing.
_ONLY_DETAILS = ("run", "review")
_REMOVE_DETAILS = (
    update(table)
    # A rejudge that was applied meanwhile has put another verdict there.
    .where(table.c.number == bindparam("b_number"), table.c.finished_at == bindparam("b_finished"))
    .values(verdict=bindparam("b_verdict"), has_details=False)
)
_OLD_JUDGEMENTS = (
    select(judgements.c.number, judgements.c.verdict)
    .where(judgements.c.has_details.is_(True), judgements.c.judged_at < _BEFORE)
    .limit(_VERDICTS_AT_ONCE)
)
_SUMMARIZE = (
    update(judgements)
    .where(judgements.c.number == bindparam("b_number"))
    .values(verdict=bindparam("b_verdict"), has_details=False)
)
# `due_at` is that of the last try, and in an index with the status.
_OLD_DELIVERIES = (
    select(deliveries.c.number)
    .where(deliveries.c.status.in_(("delivered", "failed")), deliveries.c.due_at < _BEFORE)
    .limit(_AT_ONCE)
)
_REMOVE_DELIVERIES = delete(deliveries).where(deliveries.c.number.in_(_OLD_DELIVERIES))


class RetentionStore:
    """Removes some of what ended before a moment; each method returns how many rows it changed.

    None is left where that is 0. Every method raises `StoreError` if the database fails.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @uninterrupted
    async def remove_sources(self, before: datetime) -> int:
        """Remove sources, and the inputs of runs."""
        async with self._database.write() as transaction:
            return (await transaction.execute(_REMOVE_SOURCES, {"b_before": before})).rowcount

    @uninterrupted
    async def remove_details(self, before: datetime) -> int:
        """Leave the summaries of verdicts; runs and reviews go as a whole."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_OLD_DETAILS, {"b_before": before})).all()
        summaries = await asyncio.to_thread(
            _summaries, [row for row in rows if row.kind not in _ONLY_DETAILS]
        )
        whole = [row.number for row in rows if row.kind in _ONLY_DETAILS]
        async with self._database.write() as transaction:
            if summaries:
                await transaction.execute(_REMOVE_DETAILS, summaries)
            if whole:
                await transaction.execute(delete(table).where(table.c.number.in_(whole)))
        return len(rows)

    @uninterrupted
    async def remove_earlier_details(self, before: datetime) -> int:
        """Leave the summaries of verdicts that rejudges have replaced."""
        async with self._database.read() as connection:
            rows = (await connection.execute(_OLD_JUDGEMENTS, {"b_before": before})).all()
        summaries = await asyncio.to_thread(_earlier_summaries, rows)
        if summaries:
            async with self._database.write() as transaction:
                await transaction.execute(_SUMMARIZE, summaries)
        return len(rows)

    @uninterrupted
    async def remove_deliveries(self, before: datetime) -> int:
        """Remove webhooks that were delivered, or given up."""
        async with self._database.write() as transaction:
            return (await transaction.execute(_REMOVE_DELIVERIES, {"b_before": before})).rowcount


def _summaries(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[dict[str, Any]]:
    return [
        {
            "b_number": row.number,
            "b_finished": row.finished_at,
            # None of what was cancelled.
            "b_verdict": None if row.verdict is None else without_details(row.verdict),
        }
        for row in rows
    ]


def _earlier_summaries(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[dict[str, Any]]:
    return [{"b_number": row.number, "b_verdict": without_details(row.verdict)} for row in rows]
