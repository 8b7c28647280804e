import asyncio
from contextlib import suppress
from pathlib import Path
from typing import get_args

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from pydantic import SecretStr
from sqlalchemy import Connection, text

from app.core.errors import StoreError
from app.database.database import Database
from app.database.notifications import MISSED, Notice
from app.database.opening import open_database, open_database_beside
from app.database.postgresql import CONNECTION, PATIENCE_S, postgresql_database
from app.database.sqlite import sqlite_database
from app.database.tables.base import metadata
from app.settings import Settings
from bench.postgresql import End
from tests.postgresql import PostgresqlServer

pytestmark = pytest.mark.anyio


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


class TestMigrate:
    async def test_it_leads_to_the_tables_that_the_code_uses(self, database: Database) -> None:
        def differences(connection: Connection) -> object:
            return compare_metadata(MigrationContext.configure(connection), metadata)

        async with database.read() as connection:
            assert await connection.run_sync(differences) == []

    async def test_a_second_time_changes_nothing(self, database: Database) -> None:
        for _ in range(2):
            await database.migrate()
            assert await database.is_up_to_date()

    async def test_what_an_earlier_version_stored_is_kept(
        self, tmp_path: Path, engine: str, request: pytest.FixtureRequest
    ) -> None:
        if engine == "sqlite":
            database = sqlite_database(tmp_path / "earlier.db")
        else:
            server: PostgresqlServer = request.getfixturevalue("postgresql")
            database = postgresql_database(server.create())

        def as_earlier(connection: Connection) -> None:
            config = Config()
            config.set_main_option("script_location", "app.database:migrations")
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")

        async with database.write() as transaction:
            await transaction.connection.run_sync(as_earlier)
            await transaction.execute(text("INSERT INTO sites VALUES ('practice', 'whsec_')"))
        assert not await database.is_up_to_date()
        await database.migrate()
        assert await database.is_up_to_date()
        async with database.read() as connection:
            names = (await connection.execute(text("SELECT name FROM sites"))).scalars().all()
        assert names == ["practice"]
        await database.close()

    async def test_tables_of_something_else_are_refused(self, tmp_path: Path) -> None:
        database = sqlite_database(tmp_path / "other.db")
        async with database.write() as transaction:
            await transaction.execute(text("CREATE TABLE sessions (a)"))
        with pytest.raises(StoreError, match=r"no released nnx-judge has made \(sessions\)"):
            await database.migrate()
        await database.close()

    async def test_a_newer_database_is_refused(self, database: Database) -> None:
        async with database.write() as transaction:
            await transaction.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(StoreError, match=rf"{database.name}: .* newer nnx-judge .*9999"):
            await database.migrate()


class TestOpen:
    async def test_a_shared_database_is_not_migrated_by_whoever_opens_it(
        self, postgresql: PostgresqlServer, settings: Settings
    ) -> None:
        empty = settings.model_copy(update={"database_url": SecretStr(postgresql.create())})
        with pytest.raises(StoreError, match="no tables yet: run nnx-judge db upgrade"):
            async with open_database(empty):
                pass

    async def test_another_kind_of_url_is_refused_without_being_quoted(
        self, settings: Settings
    ) -> None:
        other = settings.model_copy(update={"database_url": SecretStr("mysql://me:secret@there")})
        with pytest.raises(StoreError, match="postgresql://USER:PASSWORD@HOST") as error:
            async with open_database(other):
                pass
        assert "secret" not in str(error.value)


class TestOpenBeside:
    async def test_it_is_the_database_of_the_service(
        self, settings: Settings, database: Database
    ) -> None:
        async with database.write() as transaction:
            await transaction.execute(text("INSERT INTO sites VALUES ('practice', 'whsec_')"))
        async with open_database_beside(settings) as beside, beside.write() as transaction:
            names = (await transaction.execute(text("SELECT name FROM sites"))).scalars().all()
            assert names == ["practice"]
            await transaction.execute(text("DELETE FROM sites"))
        async with database.read() as connection:
            assert (await connection.execute(text("SELECT name FROM sites"))).all() == []

    @pytest.mark.parametrize(
        ("revision", "advice"),
        [
            ("0001", r"an older nnx-judge \(revision 0001, "),
            ("9999", r"a newer nnx-judge \(revision 9999\): install that version"),
        ],
    )
    async def test_other_tables_are_refused(
        self, settings: Settings, database: Database, revision: str, advice: str
    ) -> None:
        async with database.write() as transaction:
            await transaction.execute(
                text(f"UPDATE alembic_version SET version_num = '{revision}'")
            )
        with pytest.raises(StoreError, match=advice):
            async with open_database_beside(settings):
                pass


class TestFile:
    async def test_a_failing_step_leaves_nothing_behind(self, tmp_path: Path) -> None:
        database = sqlite_database(tmp_path / "submissions.db")
        async with database.write() as transaction:
            # The index comes after the table, and its name is taken.
            await transaction.execute(text("CREATE TABLE other (a)"))
            await transaction.execute(text("CREATE INDEX ix_submissions_site_number ON other(a)"))
        with pytest.raises(StoreError):
            await database.migrate()
        async with database.read() as connection:
            tables = await connection.exec_driver_sql("SELECT name FROM sqlite_master")
            assert "submissions" not in tables.scalars().all()
        await database.close()

    async def test_another_file_is_refused(self, tmp_path: Path) -> None:
        path = tmp_path / "submissions.db"
        path.write_text("no database at all\n" * 100)
        database = sqlite_database(path)
        with pytest.raises(StoreError, match="not a database"):
            await database.migrate()
        await database.close()

    async def test_writers_lose_no_update(self, tmp_path: Path) -> None:
        database = sqlite_database(tmp_path / "submissions.db")

        async def add_one() -> None:
            async with database.write() as transaction:
                [n] = (await transaction.execute(text("SELECT n FROM counter"))).one()
                await asyncio.sleep(0)
                await transaction.execute(text(f"UPDATE counter SET n = {n + 1}"))

        async with database.write() as transaction:
            await transaction.execute(text("CREATE TABLE counter AS SELECT 0 AS n"))
        await asyncio.gather(*(add_one() for _ in range(40)))
        async with database.read() as connection:
            assert (await connection.exec_driver_sql("SELECT n FROM counter")).scalar() == 40
        await database.close()

    async def test_a_read_that_is_given_up_holds_up_no_writer(self, tmp_path: Path) -> None:
        database = sqlite_database(tmp_path / "submissions.db")
        async with database.write() as transaction:
            await transaction.execute(text("CREATE TABLE counter AS SELECT 0 AS n"))

        async def read() -> int:
            async with database.read() as connection:
                return int((await connection.execute(text("SELECT n FROM counter"))).scalar_one())

        # Given up at every point, from before it begins until it is through.
        for turns in range(20):
            reading = asyncio.create_task(read())
            for _ in range(turns):
                await asyncio.sleep(0)
            reading.cancel()
            await asyncio.wait([reading])
            async with database.write() as transaction:
                await transaction.execute(text("UPDATE counter SET n = n + 1"))
            assert await read() == turns + 1
        await database.close()

    async def test_a_transaction_that_did_nothing_changes_nothing_for_the_next(
        self, tmp_path: Path
    ) -> None:
        database = sqlite_database(tmp_path / "submissions.db")

        async def give_up() -> None:
            async with database.write() as transaction:
                await transaction.execute(text("CREATE TABLE counter AS SELECT 0 AS n"))
                raise RuntimeError("given up")

        for _ in range(2):
            async with database.write():
                pass
            with pytest.raises(RuntimeError, match="given up"):
                await give_up()
        async with database.read() as connection:
            assert not (await connection.execute(text("SELECT name FROM sqlite_master"))).all()
        await database.close()


class TestPatience:
    def test_nothing_waits_longer_for_a_server_than_it_may_take_to_be_back(self) -> None:
        probes_s = CONNECTION["keepalives_count"] * CONNECTION["keepalives_interval"]
        waits_s = (
            PATIENCE_S,
            CONNECTION["connect_timeout"],
            CONNECTION["tcp_user_timeout"] / 1000,
            CONNECTION["keepalives_idle"] + probes_s,
        )
        assert max(waits_s) < 10


class TestErrors:
    async def test_they_do_not_quote_what_was_sent(self, database: Database) -> None:
        with pytest.raises(StoreError) as error:
            async with database.write() as transaction:
                await transaction.execute(
                    text("INSERT INTO nowhere VALUES (:value)"), {"value": "secret"}
                )
        assert "secret" not in str(error.value)
        # What it came from is logged with it.
        assert "secret" not in str(error.value.__cause__)


class TestNotices:
    async def test_they_go_out_once_it_is_committed(self, database: Database) -> None:
        heard: list[Notice] = []
        with database.notices.listening(heard.append):
            with suppress(ZeroDivisionError):
                async with database.write() as transaction:
                    transaction.announce(Notice("ended", "lost"))
                    raise ZeroDivisionError
            async with database.write() as transaction:
                transaction.announce(Notice("ended", "kept"))
                assert Notice("ended", "kept") not in heard
            assert Notice("ended", "kept") in heard
        assert Notice("ended", "lost") not in heard

    async def test_they_come_again_after_the_server_was_away(
        self, postgresql: PostgresqlServer, tmp_path: Path
    ) -> None:
        shared = Settings(data_dir=tmp_path, database_url=SecretStr(postgresql.create("migrated")))
        heard: list[Notice] = []
        async with open_database(shared) as ours, open_database(shared) as theirs:
            for end in get_args(End):
                await asyncio.to_thread(postgresql.end, end)
                with pytest.raises(StoreError):
                    await ours.is_up_to_date()
                heard.clear()
                with theirs.notices.listening(heard.append):
                    await asyncio.to_thread(postgresql.start)
                    # At once: no connection of before is used.
                    assert await ours.is_up_to_date()
                    async with asyncio.timeout(60):
                        while not {MISSED, Notice("queued", end)} <= set(heard):
                            async with ours.write() as transaction:
                                transaction.announce(Notice("queued", end))
                            await asyncio.sleep(0.05)

    async def test_they_reach_other_processes(
        self, postgresql: PostgresqlServer, tmp_path: Path
    ) -> None:
        shared = Settings(data_dir=tmp_path, database_url=SecretStr(postgresql.create("migrated")))
        heard: list[Notice] = []
        async with open_database(shared) as ours, open_database(shared) as theirs:
            with theirs.notices.listening(heard.append):
                # They begin to listen at their own time.
                async with asyncio.timeout(30):
                    while Notice("queued", "id") not in heard:
                        async with ours.write() as transaction:
                            transaction.announce(Notice("queued", "id"))
                        await asyncio.sleep(0.05)
