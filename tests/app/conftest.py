import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from psycopg import sql
from pydantic import SecretStr

from app.database import sqlite
from app.database.database import Database
from app.database.opening import open_database
from app.database.postgresql import postgresql_database
from app.settings import Settings
from tests.app.compiled_statements import CompiledStatements
from tests.app.migrated import make_data_folder
from tests.app.running import Running, running
from tests.app.scripted_judge import ScriptedJudge
from tests.app.work_here import WorkHere
from tests.postgresql import MigratedDatabases, PostgresqlServer, postgresql_server

PROBLEM = """
name = "double"
title = "Double it"
difficulty = "easy"
tags = ["warm-up"]

[entry_point]
function = "double"
parameters = ["x"]

[limits]
source_kb = 1

[[cases]]
name = "shown"
visibility = "sample"
arguments = { x = 1.5 }

[[cases]]
name = "kept back"
arguments = { x = 4096.25 }
"""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """What one database has compiled serves all: it takes a third of a service's start."""
    statements = CompiledStatements()
    with pytest.MonkeyPatch.context() as patch:
        for engine in ("sqlite", "postgresql"):
            patch.setattr(
                f"app.database.{engine}.create_async_engine", statements.create_async_engine
            )
        yield


@pytest.fixture(scope="session", autouse=True)
def unsynced() -> Iterator[None]:
    """Embedded databases don't wait for the disk: nothing has to outlive a power cut."""
    pragmas = [pragma.replace("= FULL", "= OFF") for pragma in sqlite._PRAGMAS]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "_PRAGMAS", pragmas)
        yield


@pytest.fixture(autouse=True)
def work_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bounded work starts no process. Tests that need its limits have a fixture of this name."""
    monkeypatch.setattr("app.lifespan.BoundedWork", WorkHere)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the judge fails, it is tried again at once."""
    monkeypatch.setattr("app.worker.worker._JUDGE_RETRY_S", 0.01)


@pytest.fixture
def problems_dir(tmp_path: Path) -> Path:
    package = tmp_path / "problems" / "double"
    examples = package / "submissions" / "accepted"
    examples.mkdir(parents=True)
    (package / "problem.toml").write_text(PROBLEM)
    (package / "statement.md").write_text("Return *twice* `x`.\n")
    (package / "solution.py").write_text("def double(x):\n    return 2 * x  # the solution\n")
    (examples / "sum.py").write_text("def double(x):\n    return x + x  # the example\n")
    return package.parent


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlServer]:
    """A server whose database `migrated` has the tables."""

    async def migrate(url: str) -> None:
        database = postgresql_database(url)
        await database.migrate()
        await database.close()

    with postgresql_server() as server:
        server.execute(sql.SQL("CREATE DATABASE migrated").format())
        asyncio.run(migrate(server.url("migrated")))
        yield server


@pytest.fixture(scope="session")
def migrated_databases(postgresql: PostgresqlServer) -> MigratedDatabases:
    return MigratedDatabases(postgresql, "migrated")


@pytest.fixture
def migrated_url(migrated_databases: MigratedDatabases) -> Iterator[str]:
    """Of a database with the tables and no rows. Tests that change tables replace this fixture."""
    url = migrated_databases.take()
    yield url
    migrated_databases.give_back(url)


@pytest.fixture
def engine() -> str:
    """The database's; modules whose tests hold for both have a fixture of this name for both."""
    return "sqlite"


@pytest.fixture
def settings(
    tmp_path: Path, problems_dir: Path, engine: str, request: pytest.FixtureRequest
) -> Settings:
    data_dir, url = tmp_path / "data", None
    if engine == "sqlite":
        make_data_folder(data_dir)
    else:
        url = SecretStr(request.getfixturevalue("migrated_url"))
    return Settings(data_dir=data_dir, problems_dir=problems_dir, slots=1, database_url=url)


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    async with open_database(settings) as opened:
        yield opened


@pytest.fixture
def judge() -> ScriptedJudge:
    return ScriptedJudge()


@pytest.fixture
async def api(settings: Settings, judge: ScriptedJudge) -> AsyncIterator[Running]:
    async with running(settings, judge) as service:
        yield service
