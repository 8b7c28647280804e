import re
import shutil
from pathlib import Path

import pytest

from graders.problem.folder import export_problem
from tests.app.cli.conftest import Run


class TestNew:
    @pytest.mark.parametrize(
        "wanted",
        [
            (),
            ("--parameters", "rate: float, x, steps: int", "--title", 'The "centre"'),
            ("--kind", "class"),
            ("--kind", "driver"),
        ],
    )
    @pytest.mark.usefixtures("real_judge")
    def test_is_green_as_it_is(self, run: Run, wanted: tuple[str, ...]) -> None:
        assert run("problems", "new", "centre", *wanted).exit_code == 0
        ended = run("problems", "check", "centre", "--seed", "1")
        assert ended.exit_code == 0
        assert ended.stdout.startswith(
            "The tests of this problem pass: nothing wrong was accepted."
        )
        assert "3 of 3 examples got the expected verdict" in ended.stdout

    def test_says_what_comes_next(self, run: Run, problems_dir: Path) -> None:
        ended = run("problems", "new", "centre")
        assert ended.exit_code == 0
        assert f"Created {problems_dir / 'centre'}" in ended.stdout
        assert "nnx-judge problems check centre" in ended.stdout
        folder = problems_dir.parent / "others"
        folder.mkdir()
        named = run("--problems-dir", str(folder), "problems", "new", "centre")
        assert f"nnx-judge --problems-dir {folder} problems check centre" in named.stdout
        for name in ("statement.md", "problem.toml", "solution.py", "warm_up.py"):
            assert name in ended.stdout
            assert (problems_dir / "centre" / name).is_file()

    def test_makes_the_folder_of_problems(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NNX_JUDGE_PROBLEMS_DIR", str(tmp_path / "deep" / "problems"))
        assert run("problems", "new", "centre").exit_code == 0
        assert (tmp_path / "deep" / "problems" / "centre" / "problem.toml").is_file()

    def test_a_file_in_the_place_of_the_folder(
        self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "taken").write_text("")
        monkeypatch.setenv("NNX_JUDGE_PROBLEMS_DIR", str(tmp_path / "taken"))
        ended = run("problems", "new", "centre")
        assert ended.exit_code == 2
        assert "taken: File exists" in ended.stderr

    def test_a_name_that_is_taken(self, run: Run) -> None:
        ended = run("problems", "new", "double")
        assert ended.exit_code == 2
        assert "there is a problem of this name already" in ended.stderr


@pytest.mark.usefixtures("real_judge")
class TestDocumentedExamples:
    """Their files as they stand in docs/writing-a-problem.md, in the order in which they do."""

    def test_without_what_is_added_last_a_mistake_passes(
        self, run: Run, problems_dir: Path
    ) -> None:
        section = "Ten minutes, from nothing to green"
        _make_documented(run, problems_dir, "unit_rows", section, whole=False)
        ended = run("problems", "check", "unit_rows", "--seed", "1")
        assert ended.exit_code == 1
        said = " ".join(ended.stdout.split())
        assert "failure: wrong_answer/zero_row.py must get wrong_answer, and got accepted" in said
        assert "2 of 13 mutants of the reference pass every case." in said
        assert "warm_up.py" not in said

    @pytest.mark.parametrize(
        ("section", "name", "mistake", "caught_by", "caught"),
        [
            (
                "Ten minutes, from nothing to green",
                "unit_rows",
                "zero_row",
                "a row of zeros",
                "12 of 13",
            ),
            (
                "A problem with a model",
                "fold_layers",
                "first_bias_dropped",
                "trained biases 1, trained biases 2",
                "18 of 18",
            ),
        ],
    )
    def test_what_is_added_last_makes_it_green(
        self,
        run: Run,
        problems_dir: Path,
        section: str,
        name: str,
        mistake: str,
        caught_by: str,
        caught: str,
    ) -> None:
        _make_documented(run, problems_dir, name, section, whole=True)
        ended = run("problems", "check", name, "--seed", "1")
        assert ended.exit_code == 0
        [row] = [row for row in ended.stdout.splitlines() if row.startswith(f" {mistake}")]
        assert row.split("as expected")[1].strip().endswith(f"s   yes     {caught_by}")
        assert f"{caught} caught" in ended.stdout


def _make_documented(run: Run, problems_dir: Path, name: str, section: str, *, whole: bool) -> None:
    """Make the package that the section makes, or all of it but for what it adds last."""
    run("problems", "new", name)
    package = problems_dir / name
    for example in package.glob("submissions/*/*"):
        example.unlink()
    *files, (last, addition) = _documented_files(section)
    for path, text in files:
        (package / path).write_text(text)
    if whole:
        with (package / last).open("a") as file:
            file.write("\n" + addition)


def _documented_files(section: str) -> list[tuple[str, str]]:
    text = (Path(__file__).parents[3] / "docs" / "writing-a-problem.md").read_text()
    told = text.split(f"\n## {section}\n")[1].split("\n## ")[0]
    return re.findall(r"`([\w/.]+)`:\n\n```\w+\n(.*?)```", told, re.DOTALL)


class TestExportAndImport:
    @pytest.fixture(autouse=True)
    def _elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def test_there_and_back(self, run: Run, problems_dir: Path, tmp_path: Path) -> None:
        ended = run("problems", "export", "double")
        assert (ended.exit_code, ended.stdout) == (0, "Wrote double.zip\n")
        (problems_dir / "double").rename(tmp_path / "away")
        ended = run("problems", "import", "double.zip", "--force")
        assert ended.exit_code == 0
        assert "Imported double, revision " in ended.stdout
        assert (problems_dir / "double" / "solution.py").is_file()

    def test_only_replaces_what_is_to_be_replaced(self, run: Run, problems_dir: Path) -> None:
        run("problems", "export", "double", "older.zip")
        statement = problems_dir / "double" / "statement.md"
        statement.write_text("Newer.\n")
        ended = run("problems", "import", "older.zip")
        assert ended.exit_code == 2
        assert "use --replace to replace it" in ended.stderr
        assert statement.read_text() == "Newer.\n"
        assert run("problems", "import", "older.zip", "--replace", "--force").exit_code == 0
        assert statement.read_text() != "Newer.\n"

    @pytest.mark.usefixtures("real_judge")
    def test_what_does_not_run_is_kept_out(
        self, run: Run, problems_dir: Path, tmp_path: Path
    ) -> None:
        shutil.copytree(problems_dir / "double", tmp_path / "sent" / "double")
        solution = tmp_path / "sent" / "double" / "solution.py"
        before = (problems_dir / "double" / "solution.py").read_text()
        solution.write_text("def double(x):\n    return undefined_name\n")
        archive = tmp_path / "double.zip"
        archive.write_bytes(export_problem(tmp_path / "sent" / "double"))
        ended = run("problems", "import", str(archive), "--replace")
        assert ended.exit_code == 1
        assert "NameError" in ended.stderr
        assert (problems_dir / "double" / "solution.py").read_text() == before
        solution.write_text("def double(x):\n    return x + x\n")
        archive.write_bytes(export_problem(tmp_path / "sent" / "double"))
        ended = run("problems", "import", str(archive), "--replace")
        assert ended.exit_code == 0
        assert "return x + x" in (problems_dir / "double" / "solution.py").read_text()

    def test_writes_over_no_file(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "double.zip").write_text("mine")
        ended = run("problems", "export", "double")
        assert ended.exit_code == 2
        assert "double.zip: File exists" in ended.stderr
        assert (tmp_path / "double.zip").read_text() == "mine"

    def test_what_is_wrong_is_told(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "sent.zip").write_text("no zip file")
        ended = run("problems", "import", "sent.zip")
        assert ended.exit_code == 2
        assert "sent.zip: is no sound zip file" in ended.stderr
        assert run("problems", "export", "nothing").exit_code == 2
