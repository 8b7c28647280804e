from pathlib import Path

import pytest

from app.auth.bootstrap import NoKeysError
from app.core.errors import StoreError
from app.server import AddressUnavailableError
from app.settings import Settings
from graders.problem.files import ProblemError
from graders.sandbox.errors import SandboxFailureError, SandboxUnavailableError
from tests.app.cli.conftest import Run


def test_options_go_before_the_environment(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, problems_dir: Path
) -> None:
    served: list[Settings] = []
    monkeypatch.setattr("app.server.serve", lambda settings, *_: served.append(settings))
    monkeypatch.setenv("NNX_JUDGE_PORT", "1")
    monkeypatch.setenv("NNX_JUDGE_HOST", "::1")
    assert run("serve", "--port", "0", "--data-dir", str(tmp_path)).exit_code == 0
    [settings] = served
    assert (settings.host, settings.port) == ("::1", 0)
    assert (settings.data_dir, settings.problems_dir) == (tmp_path, problems_dir)


def test_a_misspelt_variable_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.server.serve", lambda *_: None)
    monkeypatch.setenv("NNX_JUDGE_SLOST", "1")
    monkeypatch.setenv("NNX_JUDGE_KEY", "nj_not_for_the_service")
    ended = run("serve")
    assert ended.exit_code == 0
    assert ended.stderr.startswith("NNX_JUDGE_SLOST is no setting; did you mean NNX_JUDGE_SLOTS")
    assert len(ended.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("error", "exit_code"),
    [
        (ProblemError("told"), 2),
        (AddressUnavailableError("told"), 3),
        (NoKeysError("told"), 3),
        (SandboxFailureError("told"), 3),
        (SandboxUnavailableError("told"), 3),
        (StoreError("told"), 3),
    ],
)
def test_a_failed_start_is_told_in_one_line(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, exit_code: int
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr("app.server.serve", fail)
    ended = run("serve")
    assert (ended.exit_code, ended.stderr) == (exit_code, "nnx-judge: told\n")


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["problems", "list"]])
def test_without_problems_it_says_how_to_name_some(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: list[str]
) -> None:
    monkeypatch.setenv("NNX_JUDGE_PROBLEMS_DIR", str(tmp_path / "none"))
    ended = run(*command)
    assert ended.exit_code == 2
    assert "--problems-dir" in ended.stderr
    assert "NNX_JUDGE_PROBLEMS_DIR" in ended.stderr
