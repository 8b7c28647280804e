import re
from pathlib import Path

import pytest

from tests.app.cli.conftest import Run
from tests.app.cli.running import run_script


class TestNew:
    def test_is_green_as_it_is(self, problems_dir: Path) -> None:
        assert run_script(problems_dir, "problems", "new", "centre").exit_code == 0
        ended = run_script(problems_dir, "problems", "check", "centre", "--seed", "1")
        assert ended.exit_code == 0
        assert ended.stdout.startswith("These tests hold: nothing wrong was accepted.")
        assert "3 of 3 examples got the expected verdict" in ended.stdout

    def test_says_what_comes_next(self, run: Run, problems_dir: Path) -> None:
        ended = run("problems", "new", "centre")
        assert ended.exit_code == 0
        assert f"Made {problems_dir / 'centre'}" in ended.stdout
        assert "nnx-judge problems check centre" in ended.stdout
        for name in ("statement.md", "problem.toml", "solution.py", "warm_up.py"):
            assert name in ended.stdout
            assert (problems_dir / "centre" / name).is_file()

    def test_a_name_that_is_taken(self, run: Run) -> None:
        ended = run("problems", "new", "double")
        assert ended.exit_code == 2
        assert "there is a problem of this name already" in ended.stderr


class TestDocumentedExample:
    """Its files as they stand in docs/writing-a-problem.md, in the order in which they do."""

    @pytest.fixture
    def versions(self) -> list[tuple[str, str]]:
        text = (Path(__file__).parents[3] / "docs" / "writing-a-problem.md").read_text()
        section = text.split("## Ten minutes")[1].split("\n## ")[0]
        files = re.findall(r"`([\w/.]+)`:\n\n```\w+\n(.*?)```", section, re.DOTALL)
        assert len(files) == 8
        return files

    def test_the_last_case_makes_it_green(
        self, problems_dir: Path, versions: list[tuple[str, str]]
    ) -> None:
        run_script(problems_dir, "problems", "new", "unit_rows")
        package = problems_dir / "unit_rows"
        for example in package.glob("submissions/*/*"):
            example.unlink()
        for name, text in versions[:-1]:
            (package / name).write_text(text)
        ended = run_script(problems_dir, "problems", "check", "unit_rows", "--seed", "1")
        assert ended.exit_code == 1
        said = " ".join(ended.stdout.split())
        assert "failure: wrong_answer/zero_row.py must get wrong_answer, and got accepted." in said
        assert "2 of 13 mutants of the reference pass every case." in said

        name, addition = versions[-1]
        with (package / name).open("a") as file:
            file.write("\n" + addition)
        ended = run_script(problems_dir, "problems", "check", "unit_rows", "--seed", "1")
        assert ended.exit_code == 0
        [row] = [row for row in ended.stdout.splitlines() if row.startswith(" zero_row")]
        assert row.split("as expected")[1].strip().endswith("s   yes     a row of zeros")
        assert "12 of 13 caught" in ended.stdout


class TestExportAndImport:
    @pytest.fixture(autouse=True)
    def _elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)

    def test_there_and_back(self, run: Run, problems_dir: Path, tmp_path: Path) -> None:
        ended = run("problems", "export", "double")
        assert (ended.exit_code, ended.stdout) == (0, "Wrote double.zip\n")
        (problems_dir / "double").rename(tmp_path / "away")
        ended = run("problems", "import", "double.zip")
        assert ended.exit_code == 0
        assert "double is in, revision " in ended.stdout
        assert (problems_dir / "double" / "solution.py").is_file()

    def test_only_replaces_what_is_to_be_replaced(self, run: Run, problems_dir: Path) -> None:
        run("problems", "export", "double", "older.zip")
        statement = problems_dir / "double" / "statement.md"
        statement.write_text("Newer.\n")
        ended = run("problems", "import", "older.zip")
        assert ended.exit_code == 2
        assert "--replace puts this one in its place" in ended.stderr
        assert statement.read_text() == "Newer.\n"
        assert run("problems", "import", "older.zip", "--replace").exit_code == 0
        assert statement.read_text() != "Newer.\n"

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
