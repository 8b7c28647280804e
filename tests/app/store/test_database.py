import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection

from app.store.database import Database, open_database
from app.store.errors import StoreError
from app.store.tables import metadata

pytestmark = pytest.mark.anyio


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "submissions.db"


@pytest.fixture
def other_file(path: Path) -> Path:
    path.write_text("no database at all\n" * 100)
    return path


class TestMigrate:
    async def test_it_leads_to_the_tables_that_the_code_uses(self, path: Path) -> None:
        def differences(connection: Connection) -> object:
            return compare_metadata(MigrationContext.configure(connection), metadata)

        async with open_database(path) as database, database.read() as connection:
            assert await connection.run_sync(differences) == []

    async def test_a_second_start_changes_nothing(self, path: Path) -> None:
        for _ in range(2):
            async with open_database(path) as database:
                assert await database.is_current()

    async def test_a_newer_database_is_refused(self, path: Path) -> None:
        async with open_database(path) as database, database.write() as connection:
            await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(StoreError, match=r"submissions\.db: .* newer nnx-judge .*9999"):
            async with open_database(path):
                pass

    async def test_a_failing_step_leaves_nothing_behind(self, path: Path) -> None:
        database = Database(path)
        async with database.write() as connection:
            # The index comes after the table, and its name is taken.
            await connection.exec_driver_sql("CREATE TABLE other (a)")
            await connection.exec_driver_sql(
                "CREATE INDEX ix_submissions_status_number ON other(a)"
            )
        with pytest.raises(StoreError):
            await database.migrate()
        async with database.read() as connection:
            tables = await connection.exec_driver_sql("SELECT name FROM sqlite_master")
            assert "submissions" not in tables.scalars().all()
        await database.close()

    async def test_another_file_is_refused(self, other_file: Path) -> None:
        with pytest.raises(StoreError, match="not a database"):
            async with open_database(other_file):
                pass


class TestTransactions:
    async def test_writers_lose_no_update(self, path: Path) -> None:
        async def add_one(database: Database) -> None:
            async with database.write() as connection:
                [n] = (await connection.exec_driver_sql("SELECT n FROM counter")).one()
                await asyncio.sleep(0)
                await connection.exec_driver_sql(f"UPDATE counter SET n = {n + 1}")

        async with open_database(path) as database:
            async with database.write() as connection:
                await connection.exec_driver_sql("CREATE TABLE counter AS SELECT 0 AS n")
            await asyncio.gather(*(add_one(database) for _ in range(40)))
            async with database.read() as connection:
                assert (await connection.exec_driver_sql("SELECT n FROM counter")).scalar() == 40

    async def test_an_error_does_not_quote_what_was_sent(self, path: Path) -> None:
        async with open_database(path) as database:
            with pytest.raises(StoreError) as error:
                async with database.write() as connection:
                    await connection.exec_driver_sql("INSERT INTO nowhere VALUES (?)", ("secret",))
        assert "secret" not in str(error.value)
