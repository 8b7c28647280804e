import pytest

from tests.app.cli.conftest import Run


class TestShow:
    def test_stdout_is_the_secret(self, run: Run) -> None:
        run("keys", "create", "--site", "practice", "--scope", "submit")
        ended = run("sites", "show", "practice")
        assert ended.exit_code == 0
        assert ended.stdout.startswith("whsec_")
        assert run("sites", "show", "practice").stdout == ended.stdout


class TestRotateSecret:
    def test_it_shows_another_from_then_on(self, run: Run) -> None:
        run("keys", "create", "--site", "practice", "--scope", "submit")
        old = run("sites", "show", "practice").stdout
        new = run("sites", "rotate-secret", "practice").stdout
        assert new.startswith("whsec_")
        assert new != old
        assert run("sites", "show", "practice").stdout == new


@pytest.mark.parametrize("command", ["show", "rotate-secret"])
def test_an_unknown_site_is_told(run: Run, command: str) -> None:
    ended = run("sites", command, "nobody")
    assert (ended.exit_code, ended.stdout) == (2, "")
    assert "nobody" in ended.stderr
