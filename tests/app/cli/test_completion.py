import subprocess
import sys
from pathlib import Path

import pytest

from tests.app.cli.conftest import Run

_BASH = """
eval "$(nnx-judge --show-completion)"
COMP_WORDS=(nnx-judge problems check d)
COMP_CWORD=3
_nnx_judge_completion nnx-judge
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("gra", ["grade"]),
        ("problems ch", ["check"]),
        ("problems check ", ["double", "triple"]),
        ("problems export d", ["double"]),
        ("grade mine.py --problem t", ["triple"]),
        ("submit mine.py --problem ", ["double", "triple"]),
        ("grade mine.py --prob", ["--problem"]),
        ("keys create --scope re", ["read"]),
        ("--problems-dir /no-such-folder problems check ", []),
    ],
)
def test_a_shell_is_offered(
    run: Run,
    two_problems_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    offered: list[str],
) -> None:
    assert two_problems_dir.exists()
    words = f"nnx-judge {typed}".split(" ")
    monkeypatch.setenv("_NNX_JUDGE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "\n".join(words))
    monkeypatch.setenv("COMP_CWORD", str(len(words) - 1))
    ended = run()
    assert (ended.exit_code, ended.stdout.split()) == (0, offered)


def test_wrong_settings_offer_nothing(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NNX_JUDGE_PORT", "http")
    monkeypatch.setenv("_NNX_JUDGE_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", "nnx-judge\nproblems\ncheck\nd")
    monkeypatch.setenv("COMP_CWORD", "3")
    assert run().stdout.split() == []


def test_bash_takes_the_script(problems_dir: Path) -> None:
    environment = {"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin", "HOME": "/nowhere"}
    environment["NNX_JUDGE_PROBLEMS_DIR"] = str(problems_dir)
    ended = subprocess.run(
        ["bash", "-c", _BASH], env=environment, capture_output=True, text=True, cwd=problems_dir
    )
    assert (ended.stderr, ended.stdout) == ("", "double\n")
