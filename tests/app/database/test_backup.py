"""A backup, made while the service runs, becomes a service again: on both databases."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from app.core.errors import StoreError
from app.database.backup import back_up, restore
from app.database.data_folder import DATABASE, held_folder
from app.database.database import Database
from app.database.tables.base import metadata
from app.rollup.service import Rollup
from app.settings import Settings
from tests.app.migrated import make_data_folder
from tests.app.running import WAIT, Running, running
from tests.app.scripted_judge import ScriptedJudge
from tests.postgresql import PostgresqlServer, binaries

SOURCE = "def double(x):\n    return 2 * x\n"
DOCS = Path(__file__).parents[3] / "docs" / "deployment.md"
# A worker's row has when it was last seen.
_CHANGING = "workers"


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def commands_of_the_docs(*programs: str) -> list[str]:
    lines = DOCS.read_text().splitlines()
    return [line[2:] for line in lines if line.startswith(tuple(f"$ {each} " for each in programs))]


def run_for_postgresql(command: str, folder: Path, url: str) -> None:
    path = f"{binaries()}:{os.environ['PATH']}"
    subprocess.run(
        ["sh", "-c", command],
        check=True,
        cwd=folder,
        env=os.environ | {"PATH": path, "NNX_JUDGE_DATABASE_URL": url},
    )


async def rows(database: Database, tables: Iterable[str]) -> dict[str, list[tuple[object, ...]]]:
    found = {}
    async with database.read() as connection:
        for name in tables:
            table = metadata.tables[name]
            ordered = select(table).order_by(*table.primary_key.columns)
            found[name] = [tuple(row) for row in await connection.execute(ordered)]
    return found


class Copies:
    """Takes a backup of the database of one settings, and makes settings for what it restores."""

    def __init__(self, settings: Settings, folder: Path, request: pytest.FixtureRequest) -> None:
        self._settings = settings
        self._folder = folder
        self._request = request

    def back_up(self) -> None:
        if self._settings.database_url is None:
            back_up(self._settings.data_dir / DATABASE, self._folder / "monday.db")
            return
        [dump] = commands_of_the_docs("pg_dump")
        run_for_postgresql(dump, self._folder, self._settings.database_url.get_secret_value())

    def restore(self) -> Settings:
        data_dir = self._folder / "restored"
        if self._settings.database_url is None:
            with held_folder(data_dir) as path:
                restore(self._folder / "monday.db", path)
            return self._settings.model_copy(update={"data_dir": data_dir})
        server: PostgresqlServer = self._request.getfixturevalue("postgresql")
        url = server.create()
        [load] = commands_of_the_docs("pg_restore")
        run_for_postgresql(load, self._folder, url)
        return self._settings.model_copy(
            update={"data_dir": data_dir, "database_url": SecretStr(url)}
        )


@pytest.fixture
def copies(settings: Settings, tmp_path: Path, request: pytest.FixtureRequest) -> Copies:
    return Copies(settings, tmp_path, request)


@pytest.mark.anyio
async def test_all_is_there_again(api: Running, copies: Copies) -> None:
    headers = await api.key("submit", "read", "author")
    kept = (await api.submit(SOURCE, WAIT["Prefer"], headers, learner="Ada")).json()
    # What is not counted yet would be in the middle of what is compared.
    assert await Rollup(api.database).settle()
    copies.back_up()
    tables = sorted(metadata.tables.keys() - {_CHANGING})
    before = await rows(api.database, tables)
    assert {"submissions", "api_keys", "problem_revisions"} <= {
        name for name, stored in before.items() if stored
    }
    later = (await api.submit(SOURCE, WAIT["Prefer"], headers)).json()

    async with running(copies.restore(), ScriptedJudge()) as restored:
        # When a key was last used is written a while after it was.
        for each in (before, after := await rows(restored.database, tables)):
            each["api_keys"] = [row[:1] for row in each["api_keys"]]
        assert after == before
        restored.client.headers.update(headers)
        assert await restored.read(kept["id"]) == kept
        missing = await restored.client.get(f"/api/v1/submissions/{later['id']}")
        assert missing.status_code == 404
        again = (await restored.submit(SOURCE, WAIT["Prefer"], learner="Ada")).json()
        assert again["verdict"] == "accepted"
        listed = await restored.client.get("/api/v1/submissions", params={"learner": "Ada"})
        found = [each["id"] for each in listed.json()["submissions"]]
        assert found == [again["id"], kept["id"]]


class TestFile:
    @pytest.fixture
    def engine(self) -> str:
        return "sqlite"

    @pytest.fixture
    def migrated_file(self, tmp_path: Path) -> Path:
        make_data_folder(tmp_path / "data")
        return tmp_path / "data" / DATABASE

    @pytest.fixture
    def backup(self, migrated_file: Path, tmp_path: Path) -> Path:
        back_up(migrated_file, tmp_path / "backup.db")
        return tmp_path / "backup.db"

    @pytest.fixture
    def empty(self, tmp_path: Path) -> Path:
        """The database that is restored, in a folder without one."""
        (tmp_path / "restored").mkdir()
        return tmp_path / "restored" / DATABASE

    def test_only_its_owner_can_read_it(self, backup: Path) -> None:
        assert backup.stat().st_mode & 0o777 == 0o600

    def test_what_was_deleted_is_not_in_it(self, migrated_file: Path, tmp_path: Path) -> None:
        file = tmp_path / "database.db"
        shutil.copy(migrated_file, file)
        with sqlite3.connect(file) as connection:
            connection.execute("PRAGMA secure_delete = OFF")
            many = [(f"{number}", "what nobody may see") for number in range(50)]
            connection.executemany("INSERT INTO sites VALUES (?, ?)", many)
            connection.commit()
            connection.execute("DELETE FROM sites")
        connection.close()
        back_up(file, tmp_path / "backup.db")
        assert b"what nobody may see" not in (tmp_path / "backup.db").read_bytes()

    def test_an_older_one_is_kept(self, backup: Path, migrated_file: Path) -> None:
        before = backup.read_bytes()
        with pytest.raises(StoreError, match="exists already"):
            back_up(migrated_file, backup)
        assert backup.read_bytes() == before

    def test_where_it_can_t_be_written_nothing_is_left(
        self, migrated_file: Path, tmp_path: Path
    ) -> None:
        with pytest.raises(StoreError, match="No such file"):
            back_up(migrated_file, tmp_path / "missing" / "backup.db")
        assert not (tmp_path / "missing").exists()

    def test_a_damaged_database_makes_none(self, backup: Path, tmp_path: Path) -> None:
        damage(backup)
        with pytest.raises(StoreError):
            back_up(backup, tmp_path / "copy.db")
        assert {path.name for path in tmp_path.glob("*copy*")} == set()

    @pytest.mark.parametrize("left", ["", "-wal"])
    def test_what_is_there_is_not_replaced(self, backup: Path, empty: Path, left: str) -> None:
        other = Path(f"{empty}{left}")
        other.write_bytes(b"something")
        with pytest.raises(StoreError, match=f"{other}: exists already"):
            restore(backup, empty)
        assert other.read_bytes() == b"something"

    def test_a_damaged_one_is_refused(self, backup: Path, empty: Path) -> None:
        damage(backup)
        with pytest.raises(StoreError):
            restore(backup, empty)
        assert list(empty.parent.iterdir()) == []

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ("UPDATE alembic_version SET version_num = '9999'", "a newer nnx-judge"),
            ("DROP TABLE alembic_version", "no released nnx-judge"),
        ],
    )
    def test_another_version_s_is_refused(
        self, backup: Path, empty: Path, change: str, reason: str
    ) -> None:
        with sqlite3.connect(backup) as connection:
            connection.execute(change)
        connection.close()
        with pytest.raises(StoreError, match=f"{backup}: .*{reason}"):
            restore(backup, empty)
        assert list(empty.parent.iterdir()) == []

    @pytest.mark.parametrize("content", [b"", b"no database at all " * 100])
    def test_what_is_no_backup_is_refused(
        self, tmp_path: Path, empty: Path, content: bytes
    ) -> None:
        (tmp_path / "other").write_bytes(content)
        with pytest.raises(StoreError, match=r"not a database|no backup"):
            restore(tmp_path / "other", empty)
        assert list(empty.parent.iterdir()) == []


def damage(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(4096)
        opened.write(b"\xff" * 8192)
