"""How large a stored submission is, part by part, and what it costs to read it.

`python -m bench.rows` stores submissions like judged ones (see `bench.row_samples`) by the
service's own code in an SQLite file, or with `--database-url` in an empty PostgreSQL database. It
prints the bytes a row of each table and index, those of each column, and what storing and a few
reads take of this process's processor, which holds also on a busy machine.
"""

import argparse
import asyncio
import json
import random
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from app.core.ids import new_id
from app.database.database import Database
from app.database.postgresql import postgresql_database
from app.database.sqlite import sqlite_database
from app.database.tables.submissions import submissions as table
from app.statistics.repository import StatisticsStore
from app.statistics.schemas import Period
from app.submissions.queue_limits import Bounds
from app.submissions.repository import SubmissionStore
from app.submissions.schemas import NewSubmission, SubmissionFilter
from app.submissions.search_repository import SubmissionSearch
from bench.row_samples import like, load_samples
from graders.core.verdict import Verdict

_SITES = ("practice", "university")
_LEARNERS = 500
_A_DAY, _DAYS = 10_000, 365
_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
_NO_BOUNDS = Bounds(queued=10**9, in_flight=10**9)
_WORKER = "0" * 32
_PAGE = 50
# What the tables and indexes take that the submissions do not fill.
_EMPTY_BYTES = 16384
# PostgreSQL's own vacuum comes about as often: when a tenth to a fifth of the rows have changed.
_VACUUMS = 10
# Counts of verdicts do not grow by each, and the log of what is not counted is soon empty again.
_NOT_OF_ROWS = ("statistics_", "verdict_changes")
_SQLITE_PARTS = "SELECT name, pgsize FROM dbstat WHERE aggregate = TRUE"
_POSTGRESQL_PARTS = """
    SELECT relname, pg_relation_size(oid) FROM pg_class
    WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT relname || ' (TOAST)', pg_total_relation_size(reltoastrelid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND reltoastrelid <> 0
"""


def _submissions(count: int) -> Iterator[tuple[NewSubmission, Verdict]]:
    chance = random.Random(0)
    keys = {site: f"{chance.getrandbits(128):032x}" for site in _SITES}
    learners = [str(UUID(int=chance.getrandbits(128))) for _ in range(_LEARNERS)]
    for number, (source, verdict) in enumerate(islice(like(load_samples(), chance), count)):
        site = chance.choice(_SITES)
        new = NewSubmission(
            id=new_id(),
            site=site,
            key_id=keys[site],
            problem=verdict.problem,
            revision=verdict.revision,
            source=source,
            created_at=_BEGIN + timedelta(days=number / _A_DAY),
            seed=verdict.seed,
            learner=chance.choice(learners),
            external_id=str(number) if number % 2 else None,
        )
        yield new, verdict.model_copy(update={"id": new.id})


async def _store(database: Database, count: int, vacuum: Callable[[], None]) -> dict[str, float]:
    """Store so many, and return what each took of the processor, in ms."""
    store = SubmissionStore(database)
    adding_ms, finishing_ms = [], []
    for number, (new, verdict) in enumerate(_submissions(count), start=1):
        begin = time.process_time()
        claimed = await store.add_running(new, _NO_BOUNDS, _WORKER)
        between = time.process_time()
        await store.finish(claimed, verdict)
        adding_ms.append((between - begin) * 1e3)
        finishing_ms.append((time.process_time() - between) * 1e3)
        if number % (count // _VACUUMS) == 0:
            vacuum()
    return {"add": median(adding_ms), "finish": median(finishing_ms)}


async def _sizes(database: Database, count: int) -> dict[str, dict[str, float]]:
    """Bytes a row: of the tables and indexes, and of the columns of the submissions."""
    async with database.read() as connection:
        parts = await _rows(connection, _POSTGRESQL_PARTS if database.is_shared else _SQLITE_PARTS)
        size = "pg_column_size({})" if database.is_shared else "length(CAST({} AS BLOB))"
        means = ", ".join(
            f"coalesce(avg(coalesce({size.format(each.name)}, 0)), 0)" for each in table.c
        )
        [columns] = await _rows(connection, f"SELECT {means} FROM submissions")
    by_part = {
        name: size / count
        for name, size in parts
        if size > _EMPTY_BYTES and not any(each in name for each in _NOT_OF_ROWS)
    }
    by_column = {each.name: float(mean) for each, mean in zip(table.c, columns, strict=True)}
    return {"parts": _largest_first(by_part), "columns": _largest_first(by_column)}


async def _rows(connection: AsyncConnection, query: str) -> list[Any]:
    return list((await connection.execute(text(query))).all())


def _largest_first(sizes: dict[str, float]) -> dict[str, float]:
    ordered = sorted(sizes.items(), key=lambda item: -item[1])
    return {name: round(size, 1) for name, size in ordered if size >= 1}


async def _reads(database: Database) -> dict[str, float]:
    """What each took of the processor, in ms: a submission, a page of a list, statistics."""
    search, store = SubmissionSearch(database), SubmissionStore(database)
    chance = random.Random(1)
    async with database.read() as connection:
        [[problem, _], *_] = await _rows(
            connection, "SELECT problem, count(*) FROM submissions GROUP BY problem ORDER BY 2 DESC"
        )
        ids = await _rows(connection, f"SELECT id FROM submissions WHERE site = '{_SITES[0]}'")

    async def submission() -> None:
        await store.get(chance.choice(ids).id)

    async def page() -> None:
        await search.find(_SITES[0], SubmissionFilter(), _PAGE, chance.choice(ids).id)

    async def statistics() -> None:
        await StatisticsStore(database).of_problem(problem, {}, None, Period())

    return {
        "submission": await _median_ms(submission, 300),
        "page": await _median_ms(page, 100),
        "statistics": await _median_ms(statistics, 15),
    }


async def _median_ms(read: Callable[[], Awaitable[None]], times: int) -> float:
    took = []
    for _ in range(times):
        begin = time.process_time()
        await read()
        took.append((time.process_time() - begin) * 1e3)
    return median(took)


def _vacuum(url: str) -> None:
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute("VACUUM ANALYZE")


async def _measure(database: Database, count: int, vacuum: Callable[[], None]) -> dict[str, Any]:
    try:
        await database.migrate()
        stored_ms = await _store(database, count, vacuum)
        sizes = await _sizes(database, count)
        times_ms = stored_ms | await _reads(database)
    finally:
        await database.close()
    bytes_a_row = sum(sizes["parts"].values())
    return {
        "bytes_a_row": round(bytes_a_row),
        "a_year_gb": round(bytes_a_row * _A_DAY * _DAYS / 1e9, 1),
        **sizes,
        "cpu_ms": {name: round(each, 3) for name, each in times_ms.items()},
    }


def main() -> None:
    """Run it from the command line."""
    options = argparse.ArgumentParser(prog="python -m bench.rows", description=__doc__)
    options.add_argument("--rows", type=int, default=5000)
    options.add_argument("--database-url", help="an empty PostgreSQL database")
    given = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="nnx-judge-rows-") as folder:
        if given.database_url is None:
            database = sqlite_database(Path(folder) / "submissions.db")
            measured = _measure(database, given.rows, lambda: None)
        else:
            database = postgresql_database(given.database_url)
            measured = _measure(database, given.rows, lambda: _vacuum(given.database_url))
        print(json.dumps(asyncio.run(measured), indent=2))


if __name__ == "__main__":
    main()
