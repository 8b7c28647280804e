"""Rows of an earlier version, whose texts are stored as they are."""

import pytest
from sqlalchemy import LargeBinary, Text, select, type_coerce, update
from sqlalchemy.types import NullType

from app.database.database import Database
from app.database.recompression import compress_stored
from app.database.tables.compressed_text import is_compressed
from app.database.tables.submissions import submissions
from app.submissions.queue_limits import Bounds
from app.submissions.repository import SubmissionStore
from tests.app.stored import new

pytestmark = pytest.mark.anyio

LONG = "def double(x):\n    return 2 * x\n" * 40


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


async def changed_rows(database: Database) -> int:
    return sum([each async for each in compress_stored(database)])


async def stored(database: Database) -> list[object]:
    query = select(type_coerce(submissions.c.source, NullType())).order_by(submissions.c.number)
    async with database.read() as connection:
        return list((await connection.execute(query)).scalars().all())


@pytest.fixture
async def plain(database: Database) -> Database:
    """With rows for more than one step, all but the last with a text that can be compressed."""
    names = [f"{number:03}" for number in range(120)]
    many = [new(name, source=LONG + name) for name in names]
    await SubmissionStore(database).add([*many, new("last", source="short")], Bounds(200, 200))
    kind = LargeBinary if database.is_shared else Text
    async with database.write() as transaction:
        for name in names:
            text = LONG + name
            value = type_coerce(text.encode() if database.is_shared else text, kind)
            change = update(submissions).where(submissions.c.id == name).values(source=value)
            await transaction.execute(change)
    assert not any(is_compressed(each) for each in await stored(database))
    return database


async def test_they_are_compressed_and_read_as_before(plain: Database) -> None:
    assert await changed_rows(plain) == 120
    *long, short = await stored(plain)
    assert all(is_compressed(each) for each in long)
    assert not is_compressed(short)
    store = SubmissionStore(plain)
    assert [await store.source(name) for name in ("000", "119", "last")] == [
        LONG + "000",
        LONG + "119",
        "short",
    ]


async def test_a_second_time_changes_nothing(plain: Database) -> None:
    await changed_rows(plain)
    assert await changed_rows(plain) == 0


async def test_what_an_interruption_left_is_compressed_the_next_time(plain: Database) -> None:
    steps = compress_stored(plain)
    async for changed in steps:
        if changed:
            break
    await steps.aclose()
    some = sum(map(is_compressed, await stored(plain)))
    assert 0 < some < 120
    assert await changed_rows(plain) == 120 - some
