import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from tests.app.cli.conftest import Run
from tests.app.cli.running import run_script

_HEAVY = ("jax", "flax", "numpy", "fastapi", "sqlalchemy")


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys\n"
        "from app.cli import main\n"
        "sys.argv = ['nnx-judge', 'grade', '--help']\n"
        "try:\n    main()\n"
        "except SystemExit as end:\n    assert not end.code\n"
        f"assert not set({_HEAVY}) & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.parametrize(
    "command",
    [
        ["--help"],
        ["grade", "--help"],
        ["serve", "--help"],
        ["worker", "--help"],
        ["keys", "--help"],
        ["keys", "create", "--help"],
        ["keys", "list", "--help"],
        ["keys", "rotate", "--help"],
        ["keys", "revoke", "--help"],
        ["sites", "--help"],
        ["sites", "show", "--help"],
        ["sites", "rotate-secret", "--help"],
        ["db", "--help"],
        ["db", "upgrade", "--help"],
        ["doctor", "--help"],
        ["problems", "--help"],
        ["problems", "list", "--help"],
        ["problems", "check", "-h"],
    ],
)
def test_help_has_an_example(run: Run, command: list[str]) -> None:
    ended = run(*command)
    assert ended.exit_code == 0
    assert "Example" in ended.stdout
    assert ended.stdout.count("nnx-judge") >= 2


def test_help_on_a_narrow_terminal(problems_dir: Path) -> None:
    ended = run_script(problems_dir, "submit", "--help", COLUMNS="40")
    assert ended.exit_code == 0
    assert {"--problem", "--review", "--json"} <= set(ended.stdout.split())
    assert "NNX_JUDGE_URL" in ended.stdout
    assert "…" not in ended.stdout
    options = ended.stdout.partition("Options:")[2]
    assert max(map(len, options.splitlines())) <= 40


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["grad", "mine.py"], "grade"),
        (["problems", "checks", "double"], "check"),
        (["grade", "mine.py", "--seeds", "7"], "--seed"),
        (["problems", "check", "doubles"], "double"),
        (["problems", "export", "doubles"], "double"),
    ],
)
def test_what_was_meant(run: Run, arguments: list[str], meant: str) -> None:
    ended = run(*arguments)
    assert ended.exit_code == 2
    said = " ".join(ended.stderr.split())
    assert re.search(f"([Dd]id you mean|Possible options:) '?{meant}", said), said


def test_version(run: Run) -> None:
    ended = run("--version")
    assert (ended.exit_code, ended.stdout) == (0, f"nnx-judge {version('nnx-judge')}\n")


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["grade"],
        ["grade", "a.py", "--no-such-option"],
        ["grade", "a.py", "--seed", "one"],
        ["grade", "a.py", "--seed", "-1"],
        ["grade", "no-such-file.py"],
        ["serve", "--port", "65536"],
        ["problems", "check", "no-such-problem"],
        ["--problems-dir", "/no-such-folder", "problems", "list"],
    ],
)
def test_bad_usage(run: Run, arguments: list[str]) -> None:
    ended = run(*arguments)
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr


def test_a_wrong_setting_is_bad_usage(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNX_JUDGE_PORT", "http")
    ended = run("problems", "list")
    assert ended.exit_code == 2
    assert "wrong setting: port" in ended.stderr


def test_a_bug_is_not_taken_for_a_verdict(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("graders.problem.package.load_problems", fail)
    ended = run("problems", "list")
    assert ended.exit_code == 3
    assert "RuntimeError: a bug" in ended.stderr
