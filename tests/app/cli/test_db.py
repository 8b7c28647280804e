import asyncio
from pathlib import Path

import pytest
from pydantic import SecretStr

from app.database.data_folder import held_folder
from app.database.opening import open_database
from app.settings import Settings
from tests.app.cli.conftest import Run
from tests.app.cli.running import run_script
from tests.postgresql import PostgresqlServer


class TestUpgrade:
    def test_an_empty_database_can_be_used_afterwards(
        self, postgresql: PostgresqlServer, problems_dir: Path, tmp_path: Path
    ) -> None:
        url = postgresql.create()
        for _ in range(2):
            ended = run_script(problems_dir, "db", "upgrade", NNX_JUDGE_DATABASE_URL=url)
            assert ended.exit_code == 0, ended.stderr
        settings = Settings(data_dir=tmp_path / "data", database_url=SecretStr(url))
        assert asyncio.run(is_current(settings))

    def test_it_says_how_the_first_key_is_made(
        self, postgresql: PostgresqlServer, run: Run, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NNX_JUDGE_DATABASE_URL", postgresql.create())
        advice = "nnx-judge keys create --scope admin"
        assert advice in run("db", "upgrade").stderr
        assert run("keys", "create", "--scope", "admin").exit_code == 0
        assert advice not in run("db", "upgrade").stderr

    def test_without_a_shared_database_it_says_what_upgrades(self, run: Run) -> None:
        ended = run("db", "upgrade")
        assert ended.exit_code == 2
        assert "NNX_JUDGE_DATABASE_URL" in ended.stderr

    def test_a_server_that_does_not_answer_is_told(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        url = f"postgresql://me:secret@/judge?host={tmp_path}"
        monkeypatch.setenv("NNX_JUDGE_DATABASE_URL", url)
        ended = run("db", "upgrade")
        assert ended.exit_code == 3
        assert ended.stderr.startswith("nnx-judge: PostgreSQL database judge")
        assert "secret" not in ended.stderr


class TestBackup:
    @pytest.mark.usefixtures("service_data")
    def test_it_can_be_restored(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        created = run("keys", "create", "--site", "practice", "--scope", "submit")
        backup = str(tmp_path / "backup.db")
        with held_folder(tmp_path / "data"):
            # The service may run.
            assert run("db", "backup", backup).exit_code == 0
        monkeypatch.setenv("NNX_JUDGE_DATA_DIR", str(tmp_path / "restored"))
        ended = run("db", "restore", backup)
        assert ended.exit_code == 0
        assert "Erase again" in ended.stderr
        assert created.exit_code == 0
        assert "practice" in run("keys", "list").stdout

    @pytest.mark.usefixtures("service_data")
    def test_neither_replaces_anything(self, run: Run, tmp_path: Path) -> None:
        backup = str(tmp_path / "backup.db")
        assert run("db", "backup", backup).exit_code == 0
        assert run("db", "backup", backup).exit_code == 3
        assert run("db", "restore", backup).exit_code == 3

    def test_there_must_be_something(self, run: Run, tmp_path: Path) -> None:
        backup = str(tmp_path / "backup.db")
        assert run("db", "backup", backup).exit_code == 2
        assert run("db", "restore", backup).exit_code == 2
        assert list(tmp_path.glob("backup*")) == []

    def test_a_shared_database(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NNX_JUDGE_DATABASE_URL", "postgresql://me@/judge")
        assert "pg_dump" in run("db", "backup", "backup.db").stderr
        assert "pg_restore" in run("db", "restore", __file__).stderr


async def is_current(settings: Settings) -> bool:
    async with open_database(settings) as database:
        return await database.is_up_to_date()
