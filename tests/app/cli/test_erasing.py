import asyncio
import sqlite3
from pathlib import Path

import pytest

from app.database.data_folder import DATABASE, held_folder
from app.database.opening import open_database
from app.settings import Settings
from app.submissions.repository import SubmissionStore
from tests.app.cli.conftest import Run
from tests.app.stored import AMPLE, new

_WRITTEN = "what ada wrote"


@pytest.fixture
def data_dir(run: Run, tmp_path: Path, service_data: None) -> Path:  # noqa: ARG001 - it is there
    """A data folder with a submission of a learner."""

    async def submit(settings: Settings) -> None:
        async with open_database(settings) as database:
            # Enough of them for pages that nothing else uses again.
            many = [
                new(f"{number:032x}", site="practice", learner="ada", source=_WRITTEN)
                for number in range(50)
            ]
            await SubmissionStore(database).add(many, AMPLE)

    run("keys", "create", "--site", "practice", "--scope", "submit")
    asyncio.run(submit(Settings(data_dir=tmp_path / "data")))
    return tmp_path / "data"


def rows(data_dir: Path, table: str) -> int:
    with sqlite3.connect(data_dir / DATABASE) as connection:
        count: int = connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    connection.close()
    return count


def test_a_learner(run: Run, data_dir: Path) -> None:
    ended = run("learners", "erase", "practice", "ada", "--yes")
    assert ended.exit_code == 0
    assert "50 submissions" in ended.stderr
    assert rows(data_dir, "submissions") == 0
    assert rows(data_dir, "api_keys") == 1


def test_nothing_is_deleted_unless_it_is_confirmed(run: Run, data_dir: Path) -> None:
    # There is nobody to answer.
    assert run("learners", "erase", "practice", "ada").exit_code != 0
    assert run("sites", "erase", "practice").exit_code != 0
    assert rows(data_dir, "submissions") == 50


def test_a_site(run: Run, data_dir: Path) -> None:
    assert run("sites", "erase", "practice", "--yes").exit_code == 0
    for table in ("submissions", "api_keys", "sites"):
        assert rows(data_dir, table) == 0


@pytest.mark.usefixtures("service_data")
def test_an_unknown_site_is_told(run: Run) -> None:
    ended = run("sites", "erase", "nobody", "--yes")
    assert ended.exit_code == 2
    assert "nobody" in ended.stderr


class TestCompact:
    def test_nothing_of_what_was_deleted_is_left_in_the_folder(
        self, run: Run, data_dir: Path
    ) -> None:
        run("learners", "erase", "practice", "ada", "--yes")
        assert run("db", "compact").exit_code == 0
        for path in data_dir.rglob("*"):
            assert path.is_dir() or _WRITTEN.encode() not in path.read_bytes(), path
        assert rows(data_dir, "api_keys") == 1

    def test_not_while_the_service_runs(self, run: Run, data_dir: Path) -> None:
        with held_folder(data_dir):
            ended = run("db", "compact")
        assert ended.exit_code == 3
        assert "another nnx-judge" in ended.stderr

    def test_a_folder_without_a_database(self, run: Run, tmp_path: Path) -> None:
        ended = run("db", "compact")
        assert ended.exit_code == 2
        assert not (tmp_path / "data").exists()

    def test_a_shared_database(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("NNX_JUDGE_DATABASE_URL", "postgresql://me@/judge")
        assert run("db", "compact").exit_code == 2

    def test_what_is_no_database(self, run: Run, data_dir: Path) -> None:
        (data_dir / DATABASE).write_bytes(b"something else " * 100)
        ended = run("db", "compact")
        assert ended.exit_code == 3
        assert DATABASE in ended.stderr


class TestCompress:
    def test_what_was_stored_as_it_was_is_compressed(self, run: Run, data_dir: Path) -> None:
        plain = _WRITTEN * 20
        with sqlite3.connect(data_dir / DATABASE) as connection:
            connection.execute("UPDATE submissions SET source = ?", [plain])
        connection.close()
        ended = run("db", "compress")
        assert ended.exit_code == 0
        assert "50 rows" in ended.stderr
        with sqlite3.connect(data_dir / DATABASE) as connection:
            [[longest]] = connection.execute("SELECT max(length(source)) FROM submissions")
        connection.close()
        assert longest < len(plain) / 2
