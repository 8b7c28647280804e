import json
import shutil
from pathlib import Path

import pytest

from app.auth.api_key import key_hash
from app.database.data_folder import held_folder
from tests.app.cli.conftest import Run

pytestmark = pytest.mark.usefixtures("service_data")

CREATE = ("keys", "create", "--site", "practice", "--name", "backend", "--scope", "read")


def listed(run: Run) -> list[dict[str, object]]:
    ended = run("keys", "list", "--json")
    assert ended.exit_code == 0, ended.stderr
    keys: list[dict[str, object]] = json.loads(ended.stdout)["keys"]
    return keys


class TestCreate:
    def test_stdout_is_the_key(self, run: Run) -> None:
        ended = run(*CREATE, "--scope", "submit", "--expires-days", "7")
        assert ended.exit_code == 0, ended.stderr
        assert ended.stdout.count("\n") == 1
        key = ended.stdout.strip()
        assert key_hash(key) is not None
        [known] = listed(run)
        assert (known["site"], known["name"]) == ("practice", "backend")
        assert known["scopes"] == ["read", "submit"]
        assert known["expires_at"] is not None
        assert str(known["id"]) in ended.stderr
        assert key not in ended.stderr

    def test_as_json(self, run: Run) -> None:
        document = json.loads(run(*CREATE, "--json").stdout)
        assert key_hash(document.pop("key")) is not None
        assert listed(run) == [document]

    def test_a_scope_is_enough(self, run: Run) -> None:
        assert run("keys", "create", "--scope", "admin").exit_code == 0

    @pytest.mark.parametrize(
        ("options", "reason"),
        [
            (["--scope", "all"], "'submit', 'read', 'author', 'metrics' or 'admin'"),
            (["--site", "a/b"], "site"),
            (["--expires-days", "0"], "expires_days"),
        ],
    )
    def test_a_wrong_option_is_told(self, run: Run, options: list[str], reason: str) -> None:
        ended = run(*CREATE, *options)
        assert ended.exit_code == 2
        assert reason in ended.stderr
        assert listed(run) == []

    def test_where_no_service_was_it_makes_no_database(self, run: Run, tmp_path: Path) -> None:
        shutil.rmtree(tmp_path / "data")
        for command in (CREATE, ("keys", "list"), ("sites", "show", "practice")):
            ended = run(*command)
            assert (ended.exit_code, ended.stdout) == (2, "")
            assert "has no service's data" in ended.stderr
        assert not (tmp_path / "data").exists()

    def test_it_works_while_the_service_uses_the_database(self, run: Run, tmp_path: Path) -> None:
        assert run(*CREATE).exit_code == 0
        with held_folder(tmp_path / "data"):
            assert run(*CREATE).exit_code == 0
        assert len(listed(run)) == 2

    def test_not_before_the_service_has_made_the_tables(self, run: Run, tmp_path: Path) -> None:
        shutil.rmtree(tmp_path / "data")
        with held_folder(tmp_path / "data"):
            ended = run(*CREATE)
        assert ended.exit_code == 3
        assert "has no tables yet" in ended.stderr


class TestList:
    def test_it_shows_who_may_do_what_and_until_when(self, run: Run) -> None:
        run(*CREATE)
        run(*CREATE, "--expires-days", "7")
        run("keys", "revoke", str(listed(run)[0]["id"]))
        ended = run("keys", "list")
        assert ended.exit_code == 0
        first, second = (
            next(row.split() for row in ended.stdout.splitlines() if str(key["id"]) in row)
            for key in listed(run)
        )
        assert first[1:4] == ["practice", "backend", "read"]
        assert "never" in first
        assert "revoked" in first
        assert "until" in second


class TestRotate:
    def test_stdout_is_the_new_key_and_the_old_one_ends(self, run: Run) -> None:
        run(*CREATE)
        [old] = listed(run)
        ended = run("keys", "rotate", str(old["id"]))
        assert ended.exit_code == 0, ended.stderr
        assert key_hash(ended.stdout.strip()) is not None
        ending, new = listed(run)
        assert ending["expires_at"] is not None
        assert new["expires_at"] is None

    def test_a_wrong_overlap_is_told(self, run: Run) -> None:
        ended = run("keys", "rotate", "0", "--overlap-hours", "1000")
        assert ended.exit_code == 2
        assert "overlap_hours" in ended.stderr

    def test_an_unknown_id_is_told(self, run: Run) -> None:
        ended = run("keys", "rotate", "0")
        assert (ended.exit_code, ended.stdout) == (2, "")
        assert "keys list" in ended.stderr


class TestRevoke:
    def test_it_ends(self, run: Run) -> None:
        run(*CREATE)
        [key] = listed(run)
        assert run("keys", "revoke", str(key["id"])).exit_code == 0
        assert listed(run)[0]["revoked_at"] is not None

    def test_an_unknown_id_is_told(self, run: Run) -> None:
        ended = run("keys", "revoke", "0")
        assert ended.exit_code == 2
        assert "keys list" in ended.stderr
