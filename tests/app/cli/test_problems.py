import json
from pathlib import Path

import pytest

from tests.app.cli.conftest import Run
from tests.app.cli.running import run_script
from tests.app.cli.verdicts import SayingJudge


def _add_example(problems_dir: Path, name: str, source: str) -> None:
    path = problems_dir / "double" / "submissions" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'"""A hint."""\n{source}')


class TestList:
    def test_shows_every_problem(self, run: Run, two_problems_dir: Path) -> None:
        assert two_problems_dir.is_dir()
        ended = run("problems", "list")
        assert ended.exit_code == 0
        rows = [row.split() for row in ended.stdout.splitlines()]
        assert ["double", "Double", "it", "easy", "2", "1"] in rows
        assert ["triple", "Double", "it", "easy", "2", "0"] in rows

    def test_tells_what_is_wrong_with_a_problem(self, run: Run, problems_dir: Path) -> None:
        (problems_dir / "double" / "statement.md").unlink()
        ended = run("problems", "list")
        assert ended.exit_code == 2
        assert "statement.md: missing" in ended.stderr


class TestCheck:
    @pytest.fixture
    def judge(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("graders.judge.Judge", SayingJudge)

    def test_with_a_real_judge(self, problems_dir: Path) -> None:
        wrong = "def double(x):\n    return 2 * x if x < 100 else x\n"
        _add_example(problems_dir, "wrong_answer/small_only.py", wrong)
        ended = run_script(problems_dir, "problems", "check", "double", "--json", "--seed", "3")
        assert ended.exit_code == 0
        assert ended.stderr == ""
        report = json.loads(ended.stdout)
        assert (report["problem"], report["seed"], report["as_expected"]) == ("double", 3, True)
        assert report["faults"] == []
        examples = {example["name"]: example for example in report["examples"]}
        assert examples["accepted/sum.py"]["caught_by"] == []
        assert examples["wrong_answer/small_only.py"]["caught_by"] == ["kept back"]
        assert examples["wrong_answer/small_only.py"]["got"] == "wrong_answer"
        assert examples["wrong_answer/small_only.py"]["named"] == ["small_only"]
        assert examples["accepted/sum.py"]["named"] is None

    @pytest.mark.usefixtures("judge")
    def test_a_difference_is_told(self, run: Run, problems_dir: Path) -> None:
        _add_example(problems_dir, "accepted/sum.py", "# accepted")
        _add_example(problems_dir, "wrong_answer/missed.py", "# accepted")
        _add_example(problems_dir, "wrong_answer/caught.py", "# wrong_answer")
        ended = run("problems", "check", "double", "--seed", "5")
        assert ended.exit_code == 1
        rows = [row.split() for row in ended.stdout.splitlines()]
        assert ["caught", "wrong_answer", "as", "expected", "0.00", "s", "no", "shown"] in rows
        assert ["missed", "wrong_answer", "accepted", "0.00", "s", "no"] in rows
        assert "No case catches it. Expected wrong_answer, got accepted" in ended.stdout
        assert (
            "2 of 3 examples got the expected verdict, 0 of 2 mistakes are named, seed 5"
            in ended.stdout
        )

    def test_faults_of_the_problem_itself_are_told(self, problems_dir: Path) -> None:
        validator = "def validate(x):\n    assert x < 100, 'x is too large'\n"
        (problems_dir / "double" / "validator.py").write_text(validator)
        ended = run_script(problems_dir, "problems", "check", "double")
        assert ended.exit_code == 1
        assert "validator.py: kept back\n  AssertionError: x is too large" in ended.stdout
        assert "1 fault in the problem itself" in ended.stdout

    @pytest.mark.usefixtures("judge")
    def test_a_judge_error_is_no_verdict(self, run: Run, problems_dir: Path) -> None:
        _add_example(problems_dir, "accepted/sum.py", "# judge_error")
        ended = run("problems", "check", "double")
        assert ended.exit_code == 3
        assert "accepted/sum.py: As it says." in ended.stderr

    @pytest.mark.usefixtures("judge")
    def test_a_problem_without_examples(self, run: Run, two_problems_dir: Path) -> None:
        assert two_problems_dir.is_dir()
        ended = run("problems", "check", "triple")
        assert ended.exit_code == 0
        assert "0 of 0 examples" in ended.stdout
