import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from graders.core.verdict import Verdict
from graders.sandbox.errors import SandboxFailureError
from tests.app.cli.conftest import Run
from tests.app.cli.running import run_script
from tests.app.cli.verdicts import SayingJudge

_RIGHT = "def double(x):\n    return x + x\n"
_HOSTILE = r"""
print("\x1b]0;owned\x07\x9b2J[bold]")

def double(x):
    raise type("\x1b[2JError", (Exception,), {})("\x1b[31m\r[/]")
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.py"


class TestScript:
    """The installed script, with a real judge."""

    def test_accepted(self, problems_dir: Path, file: Path) -> None:
        file.write_text(_RIGHT)
        ended = run_script(problems_dir, "grade", str(file), "--seed", "7")
        assert ended.exit_code == 0
        assert "accepted  2 of 2 cases" in ended.stdout
        assert "seed 7" in ended.stdout
        assert ended.stderr == "Problem: double (the only problem)\n"

    def test_a_sandbox_that_can_not_start(self, problems_dir: Path, file: Path) -> None:
        file.write_text(_RIGHT)
        readable = sysconfig.get_path("stdlib")
        ended = run_script(problems_dir, "grade", str(file), NNX_JUDGE_DATA_DIR=readable)
        assert ended.exit_code == 3
        assert ended.stdout == ""
        assert "submissions can read" in ended.stderr


@pytest.mark.usefixtures("real_judge")
class TestGrade:
    def test_hostile_text_is_escaped(self, run: Run, file: Path) -> None:
        file.write_text(_HOSTILE)
        ended = run("grade", str(file))
        assert ended.exit_code == 1
        assert not set("\x1b\x07\x9b\r") & set(ended.stdout + ended.stderr)
        assert r"\x1b]0;owned\x07\x9b2J[bold]" in ended.stdout
        assert r"It raised \x1b[2JError: \x1b[31m\r[/]" in ended.stdout

    def test_json_is_the_verdict_and_nothing_else(self, run: Run, file: Path) -> None:
        file.write_text(_HOSTILE)
        ended = run("grade", str(file), "--json", "--seed", "7")
        assert ended.exit_code == 1
        verdict = Verdict.model_validate_json(ended.stdout)
        assert (verdict.verdict, verdict.seed, verdict.total) == ("runtime_error", 7, 2)
        assert ended.stdout.isascii()
        assert "\x1b" not in ended.stdout

    def test_the_review_follows_the_verdict(self, run: Run, file: Path) -> None:
        file.write_text(
            "from flax import nnx\n\ndef double(x):\n    return 2 * nnx.Param(x).value\n"
        )
        ended = run("grade", str(file), "--seed", "7")
        assert ended.exit_code == 0
        after_the_sum = ended.stdout.partition("seed 7")[2]
        assert "remarks\n  deprecated_api: line 4: It uses what later" in after_the_sum

    def test_the_reproducer_in_the_json_runs(self, run: Run, file: Path) -> None:
        file.write_text("def double(x):\n    return x * x\n")
        ended = run("grade", str(file), "--json", "--seed", "7")
        sample, hidden = Verdict.model_validate_json(ended.stdout).cases
        assert sample.reproducer is not None
        assert hidden.reproducer is None
        script = file.with_name("reproduce.py")
        script.write_text(sample.reproducer)

        def run_with(solution: str) -> int:
            file.with_name("solution.py").write_text(solution)
            return subprocess.run([sys.executable, script], capture_output=True).returncode

        assert run_with(file.read_text()) == 1
        assert run_with(_RIGHT) == 0

    def test_a_judge_error(self, run: Run, problems_dir: Path, file: Path) -> None:
        file.write_text(_RIGHT)
        (problems_dir / "double" / "solution.py").write_text("def double(x):\n    return None.x\n")
        ended = run("grade", str(file), "--json")
        assert ended.exit_code == 3
        assert json.loads(ended.stdout)["verdict"] == "judge_error"
        assert "The problem's own solution failed" in ended.stderr


class TestFailingReview:
    def test_the_verdict_is_shown_all_the_same(
        self, run: Run, problems_dir: Path, file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class FailingReview(SayingJudge):
            def review(self, *_: object) -> Verdict:
                raise SandboxFailureError("out of processes")

        assert problems_dir.is_dir()
        monkeypatch.setattr("graders.judge.Judge", FailingReview)
        file.write_text("# wrong_answer")
        ended = run("grade", str(file), "--problem", "double")
        assert ended.exit_code == 1
        assert "wrong_answer" in ended.stdout
        assert "out of processes" in ended.stderr


class TestProblem:
    @pytest.fixture(autouse=True)
    def _judge(self, monkeypatch: pytest.MonkeyPatch, two_problems_dir: Path) -> None:
        assert two_problems_dir.is_dir()
        monkeypatch.setattr("graders.judge.Judge", SayingJudge)

    def test_is_the_one_that_the_file_fits(self, run: Run, file: Path) -> None:
        file.write_text("def triple(x): ...\n# accepted")
        ended = run("grade", str(file))
        assert ended.exit_code == 0
        assert ended.stderr == "Problem: triple (the file defines triple)\n"

    def test_can_be_named(self, run: Run, file: Path) -> None:
        file.write_text("def triple(x): ...\n# wrong_answer")
        ended = run("grade", str(file), "--problem", "double")
        assert ended.exit_code == 1
        assert ended.stderr == ""

    def test_named_it_does_not_mind_another_that_is_wrong(
        self, run: Run, file: Path, two_problems_dir: Path
    ) -> None:
        (two_problems_dir / "double" / "statement.md").unlink()
        file.write_text("def triple(x): ...\n# accepted")
        assert run("grade", str(file), "--problem", "triple").exit_code == 0
        ended = run("grade", str(file))
        assert ended.exit_code == 2
        assert "statement.md: missing" in ended.stderr

    def test_has_to_exist(self, run: Run, file: Path) -> None:
        file.write_text("# accepted")
        ended = run("grade", str(file), "--problem", "half")
        assert ended.exit_code == 2
        assert "no problem is named half; there are: double, triple" in ended.stderr

    def test_has_to_be_named_where_nothing_tells_it(self, run: Run, file: Path) -> None:
        file.write_text("# accepted")
        ended = run("grade", str(file))
        assert ended.exit_code == 2
        assert "double, triple" in ended.stderr

    def test_limits_the_size(self, run: Run, file: Path) -> None:
        file.write_text("#" * 2000 + "\n# accepted")
        ended = run("grade", str(file), "--problem", "double")
        assert ended.exit_code == 2
        assert "too large" in ended.stderr
