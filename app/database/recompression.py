"""Compressing what earlier versions stored as plain text."""

import asyncio
from collections.abc import AsyncGenerator

from sqlalchemy import Table, select, type_coerce, update
from sqlalchemy.types import NullType

from app.database.database import Database, uninterrupted
from app.database.tables.base import metadata
from app.database.tables.compressed_text import CompressedText, compress, is_compressed

# A transaction reads so many rows, and changes those that are plain: others write in between.
_AT_ONCE = 100
_PAUSE_S = 0.05


async def compress_stored(database: Database) -> AsyncGenerator[int]:
    """Compress all texts that are not, step by step; yield how many rows each step changed.

    The service may run. If this is interrupted, what is compressed stays so.

    Raises:
        StoreError: the database failed.
    """
    for table in metadata.sorted_tables:
        names = [each.name for each in table.c if isinstance(each.type, CompressedText)]
        after: int | None = 0 if names else None
        while after is not None:
            after, changed = await _compress_some(database, table, names, after)
            yield changed
            await asyncio.sleep(_PAUSE_S if changed else 0)


@uninterrupted
async def _compress_some(
    database: Database, table: Table, names: list[str], after: int
) -> tuple[int | None, int]:
    """The number of the last row that was read, None at the end, and how many were changed."""
    as_stored = [type_coerce(table.c[name], NullType()).label(name) for name in names]
    following = (
        select(table.c.number, *as_stored)
        .where(table.c.number > after)
        .order_by(table.c.number)
        .limit(_AT_ONCE)
        # Retention or a rejudge may be about to change them.
        .with_for_update()
    )
    async with database.write() as transaction:
        rows = (await transaction.execute(following)).all()
        changed = 0
        for row in rows:
            plain = {
                name: text
                for name in names
                if (text := _compressible(row._mapping[name])) is not None
            }
            if plain:
                change = update(table).where(table.c.number == row.number)
                await transaction.execute(change.values(plain))
                changed += 1
    return (rows[-1].number if rows else None), changed


def _compressible(stored: str | bytes | None) -> str | None:
    """The text, if it is stored plain and takes less compressed."""
    if stored is None or is_compressed(stored):
        return None
    text = stored if isinstance(stored, str) else stored.decode()
    return text if is_compressed(compress(text)) else None
