"""Lists that are read page by page, the newest first."""

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
    """Some of a list; `next_cursor` leads to the next page, or is None where there is none."""

    items: list[_Item]
    next_cursor: str | None

    def of(self, make: Callable[[_Item], _Other]) -> "Page[_Other]":
        """The same page of what `make` makes of each item."""
        return Page([make(item) for item in self.items], self.next_cursor)


async def read_page(
    connection: AsyncConnection,
    visible: Select[*tuple[Any, ...]],
    fits: Sequence[ColumnElement[bool]],
    place: Column[Any],
    limit: int,
    cursor: str | None,
) -> Page[Row[*tuple[Any, ...]]]:
    """What comes after `cursor`.

    What is stored between two pages belongs to neither; nothing is left out or told twice.

    Args:
        connection: reads it.
        visible: all that the caller may see, with its `id`.
        fits: what of it is looked for.
        place: the column whose value is highest for what is newest, in a table with an `id`.
        limit: how many at most.
        cursor: the id of the last one of the page before. It tells a site nothing new, where a
            row's number would tell how much the others do.

    Raises:
        UnknownCursorError: `cursor` is nothing that the caller may see.
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
