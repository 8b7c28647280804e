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

    def test_the_order_is_that_of_the_track(self, run: Run, two_problems_dir: Path) -> None:
        track = two_problems_dir / "track.toml"
        track.write_text(
            "[[chapters]]\ntitle = 'First'\nabout = 'What comes first.'\n"
            "problems = [{ name = 'triple' }, { name = 'absent' }]\n"
        )
        ended = run("problems", "list")
        assert ended.exit_code == 0
        names = [row.split()[0] for row in ended.stdout.splitlines() if "Double it" in row]
        assert names == ["triple", "double"]
        assert "First" in ended.stdout
        assert "names problems that are not here: absent" in ended.stderr
        track.write_text("chapters = []")
        ended = run("problems", "list")
        assert ended.exit_code == 2
        assert "track.toml: chapters: " in ended.stderr


class TestCheck:
    @pytest.fixture
    def judge(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("graders.judge.Judge", SayingJudge)

    def test_with_a_real_judge(self, problems_dir: Path) -> None:
        wrong = "def double(x):\n    return 2 * x if x < 100 else x\n"
        _add_example(problems_dir, "wrong_answer/small_only.py", wrong)
        # Twice 1.5 is 3, which would pass for having been rounded.
        spec = problems_dir / "double" / "problem.toml"
        spec.write_text(spec.read_text().replace("1.5", "1.7"))
        ended = run_script(problems_dir, "problems", "check", "double", "--json", "--seed", "3")
        assert ended.exit_code == 0
        assert ended.stderr == ""
        report = json.loads(ended.stdout)
        assert (report["problem"], report["seed"], report["holds"]) == ("double", 3, True)
        assert report["findings"] == []
        examples = {example["name"]: example for example in report["examples"]}
        assert examples["accepted/sum.py"]["caught_by"] == []
        assert examples["wrong_answer/small_only.py"]["caught_by"] == ["kept back"]
        assert examples["wrong_answer/small_only.py"]["got"] == "wrong_answer"
        assert examples["wrong_answer/small_only.py"]["named"] == ["small_only"]
        assert examples["accepted/sum.py"]["named"] is None
        cases = {case["name"]: case for case in report["cases"]}
        assert cases["kept back"]["catches_alone"] == ["wrong_answer/small_only.py"]
        assert {answer["status"] for answer in report["degenerate_answers"]} == {
            "rejected",
            "not_applicable",
        }
        # 2 * x, made 2 / x, 3 * x, and no statement at all.
        assert (report["mutation"]["made"], report["mutation"]["score"]) == (3, 1.0)
        spreads = {spread["variant"]: spread for spread in report["tolerance"]}
        assert spreads["float64"]["share_of_tolerance"] == 0

    @pytest.mark.usefixtures("judge")
    def test_what_is_wrong_is_told_first(self, run: Run, problems_dir: Path) -> None:
        _add_example(problems_dir, "accepted/sum.py", "# accepted")
        _add_example(problems_dir, "wrong_answer/missed.py", "# accepted")
        _add_example(problems_dir, "wrong_answer/caught.py", "# wrong_answer")
        ended = run("problems", "check", "double", "--seed", "5")
        assert ended.exit_code == 1
        first, *_ = ended.stdout.splitlines()
        assert first.startswith("The tests of this problem have failures.")
        assert "seed 5" in first
        rows = [row.split() for row in ended.stdout.splitlines()]
        assert ["caught", "wrong_answer", "as", "expected", "0.00", "s", "no", "shown"] in rows
        assert ["missed", "wrong_answer", "accepted", "0.00", "s", "no"] in rows
        assert "No case catches it: add one" in " ".join(ended.stdout.split())
        assert "2 of 3 examples got the expected verdict, 0 of 2 mistakes are named" in ended.stdout

    @pytest.mark.usefixtures("real_judge")
    def test_faults_of_the_problem_itself_are_told(self, run: Run, problems_dir: Path) -> None:
        validator = "def validate(x):\n    assert x < 100, 'x is too large'\n"
        (problems_dir / "double" / "validator.py").write_text(validator)
        ended = run("problems", "check", "double")
        assert ended.exit_code == 1
        said = "failure: validator.py: kept back: AssertionError: x is too large."
        assert said in ended.stdout

    @pytest.mark.usefixtures("real_judge")
    def test_a_warm_up_that_fails_is_told(self, run: Run, problems_dir: Path) -> None:
        warm_up = "def warm_up(x):\n    return x.shape\n"
        (problems_dir / "double" / "warm_up.py").write_text(warm_up)
        ended = run("problems", "check", "double")
        assert ended.exit_code == 1
        said = " ".join(ended.stdout.split())
        assert "failure: warm_up.py: nothing can be made ready for submissions: on " in said
        assert "AttributeError in line 2: " in said
        assert "1 of 1 examples got the expected verdict" in said

    @pytest.mark.usefixtures("judge")
    def test_a_wrong_package_beside_it_makes_no_difference(
        self, run: Run, two_problems_dir: Path
    ) -> None:
        (two_problems_dir / "double" / "problem.toml").write_text("name = ")
        assert run("problems", "check", "triple").exit_code == 0
        ended = run("problems", "check", "double")
        assert ended.exit_code == 2
        assert "problem.toml: not TOML" in ended.stderr

    @pytest.mark.parametrize("name", ["half", "../problems/double", "."])
    def test_has_to_exist(self, run: Run, two_problems_dir: Path, name: str) -> None:
        assert two_problems_dir.is_dir()
        ended = run("problems", "check", name)
        assert ended.exit_code == 2
        assert f"no problem is named {name}; there are: double, triple" in ended.stderr

    @pytest.mark.usefixtures("judge")
    def test_a_judge_error_is_no_verdict(self, run: Run, problems_dir: Path) -> None:
        _add_example(problems_dir, "accepted/sum.py", "# judge_error")
        ended = run("problems", "check", "double")
        assert ended.exit_code == 3
        assert ended.stdout == ""
        assert "accepted/sum.py: As it says." in ended.stderr

    @pytest.mark.usefixtures("judge")
    def test_a_problem_without_examples(self, run: Run, two_problems_dir: Path) -> None:
        assert two_problems_dir.is_dir()
        ended = run("problems", "check", "triple")
        assert ended.exit_code == 0
        assert "0 of 0 examples" in ended.stdout
