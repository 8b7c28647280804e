"""Running the command line: as the installed script, or in this process."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.cli import main

_SCRIPT = Path(sys.executable).parent / "nnx-judge"


@dataclass(frozen=True, slots=True)
class Ended:
    exit_code: int
    stdout: str
    stderr: str


def run_script(problems_dir: Path, *arguments: str, **environment: str) -> Ended:
    given = {k: v for k, v in os.environ.items() if not k.startswith("NNX_JUDGE_")}
    given |= {"NNX_JUDGE_PROBLEMS_DIR": str(problems_dir), "COLUMNS": "100"}
    ended = subprocess.run(
        [_SCRIPT, *arguments],
        env=given | environment,
        cwd=problems_dir,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def run_here(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *arguments: str
) -> Ended:
    monkeypatch.setattr(sys, "argv", ["nnx-judge", *arguments])
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as exit_info:
        main()
    code = exit_info.value.code
    assert isinstance(code, int)
    return Ended(code, *capsys.readouterr())
