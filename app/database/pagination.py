"""Lists that are read page by page, newest first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Column, ColumnElement, Row, Select
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.errors import UnknownCursorError

_Item = TypeVar("_Item")
_Other = TypeVar("_Other")


@dataclass(frozen=True, slots=True)
class Page(Generic[_Item]):
    """Part of a list; `next_cursor` leads to the next page, or is None on the last one."""

    items: list[_Item]
    next_cursor: str | None

    def of(self, make: Callable[[_Item], _Other]) -> "Page[_Other]":
        """Return the same page with `make` applied to each item."""
        return Page([make(item) for item in self.items], self.next_cursor)


async def read_page(
    connection: AsyncConnection,
    visible: Select[*tuple[Any, ...]],
    fits: Sequence[ColumnElement[bool]],
    place: Column[Any],
    limit: int,
    cursor: str | None,
) -> Page[Row[*tuple[Any, ...]]]:
    """Read the page after `cursor`.

    Rows stored between two reads appear on neither page; no row is skipped or repeated.

    Args:
        connection: reads it.
        visible: all rows that the caller may see, with their `id`.
        fits: the conditions that the rows must meet.
        place: the column that is highest for the newest row, in a table with an `id`.
        limit: the maximum number of rows.
        cursor: the id of the last row of the previous page. It tells a site nothing new, while a
            row number would reveal how much other sites submit.

    Raises:
        UnknownCursorError: `cursor` is no row that the caller may see.
    """
    if cursor is not None:
        last = visible.with_only_columns(place).where(place.table.c.id == cursor)
        last_place = (await connection.execute(last)).scalar_one_or_none()
        if last_place is None:
            raise UnknownCursorError
        fits = [*fits, place < last_place]
    query = visible.where(*fits).order_by(place.desc()).limit(limit + 1)
    rows = (await connection.execute(query)).all()
    page = list(rows[:limit])
    return Page(page, page[-1].id if len(rows) > limit else None)
