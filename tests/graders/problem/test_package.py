import os
from pathlib import Path

import pytest

from graders.core.limits import Limits
from graders.core.verdict import Outcome
from graders.problem.comparators import Tolerance
from graders.problem.files import ProblemError
from graders.problem.package import load_problem, load_problems

TOML = """\
name = "example"
title = "Example"
difficulty = "easy"
entry_point = { function = "f", parameters = ["x"] }
cases = [{ name = "one", arguments = { x = 1.0 } }]
"""
FILES = {
    "problem.toml": TOML,
    "statement.md": "# Example\n",
    "solution.py": "def f(x):\n    return x\n",
    "submissions/accepted/plain.py": "def f(x):\n    return x\n",
    "submissions/wrong_answer/doubled.py": '"""Doubled.\n\n  Halve it."""\nf = lambda x: 2 * x\n',
    "submissions/compile_error/unfinished.py": "def f(\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    folder = tmp_path / "example"
    for name, text in FILES.items():
        write(folder / name, text)
    return folder


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def refusal(folder: Path) -> str:
    with pytest.raises(ProblemError) as refused:
        load_problem(folder)
    return str(refused.value).replace(f"{folder}/", "")


class TestLoadProblem:
    def test_a_whole_package(self, package: Path) -> None:
        problem = load_problem(package)
        assert problem.name == problem.spec.name == "example"
        assert problem.statement == FILES["statement.md"]
        assert problem.solution == FILES["solution.py"]
        assert problem.spec.limits == Limits()
        assert problem.spec.tolerance == Tolerance()
        assert problem.spec.accept == ["jax", "numpy"]
        assert {s.name: (s.expected, s.hint) for s in problem.submissions} == {
            "accepted/plain.py": (Outcome.ACCEPTED, None),
            "compile_error/unfinished.py": (Outcome.COMPILE_ERROR, None),
            "wrong_answer/doubled.py": (Outcome.WRONG_ANSWER, "Halve it."),
        }

    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(ProblemError, match="nowhere: no such problem folder"):
            load_problem(tmp_path / "nowhere")

    @pytest.mark.parametrize("name", ["problem.toml", "statement.md", "solution.py"])
    def test_missing_file(self, package: Path, name: str) -> None:
        (package / name).unlink()
        assert refusal(package) == f"{name}: missing"

    def test_not_utf8(self, package: Path) -> None:
        (package / "statement.md").write_bytes(b"\xff")
        assert refusal(package).startswith("statement.md: not UTF-8: ")

    @pytest.mark.parametrize(
        ("toml", "expected"),
        [
            ("name = ", ["problem.toml: not TOML: "]),
            ("name = " + "1" * 100_000, ["problem.toml: not TOML: "]),
            ("name = " + "[" * 5000, ["problem.toml: nested too deeply"]),
            (
                TOML.replace("title", "titel").replace("1.0", "[1.0]"),
                [
                    "problem.toml: title: missing",
                    "problem.toml: cases[0].arguments.x (in '",
                    "problem.toml: titel: unknown key; did you mean title?",
                ],
            ),
        ],
        ids=["no TOML", "a huge number", "deep", "three mistakes"],
    )
    def test_wrong_toml_gives_a_line_a_mistake(
        self, package: Path, toml: str, expected: list[str]
    ) -> None:
        write(package / "problem.toml", toml)
        for line, start in zip(refusal(package).splitlines(), expected, strict=True):
            assert line.startswith(start)

    def test_other_name_than_the_folder(self, package: Path) -> None:
        renamed = package.rename(package.with_name("other"))
        assert refusal(renamed) == "problem.toml: name: must be the folder's name"

    def test_a_relative_folder(self, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(package)
        assert load_problem(Path()).name == "example"

    @pytest.mark.parametrize("target", ["statement.md", "submissions", "nowhere"])
    def test_symbolic_links_are_refused(self, package: Path, target: str) -> None:
        (package / "link").symlink_to(target)
        assert refusal(package) == "link: is a symbolic link; a package holds its own files"

    @pytest.mark.parametrize(
        ("name", "most"), [("statement.md", 2**16), ("problem.toml", 2**18), ("notes.txt", 2**20)]
    )
    def test_size_of_files(self, package: Path, name: str, most: int) -> None:
        path = package / name
        given = path.read_bytes() if path.exists() else b""
        path.write_bytes(given + b"\n" * (most - len(given)))
        load_problem(package)
        path.write_bytes(given + b"\n" * (most + 1 - len(given)))
        assert refusal(package) == f"{name}: has {most + 1} bytes; {most} are the most"

    def test_special_files_are_not_read(self, package: Path) -> None:
        os.mkfifo(package / "pipe")
        load_problem(package)


class TestExamples:
    @pytest.mark.parametrize(
        "name",
        [
            "plain.py",
            "wrong/plain.py",
            "accepted/deep/plain.py",
            "accepted/plain.txt",
            "judge_error/plain.py",
            "skipped/plain.py",
        ],
    )
    def test_in_no_folder_of_a_verdict(self, package: Path, name: str) -> None:
        write(package / "submissions" / name, "")
        reason = refusal(package)
        assert reason.startswith(f"submissions/{name}: an example is submissions/VERDICT/NAME.py")
        assert "wrong_answer" in reason

    @pytest.mark.parametrize("folder", ["wrong_answer", "runtime_error"])
    @pytest.mark.parametrize("source", ["x = 1\n", '""\n', "def f(:\n", "\0", "(" * 10_000])
    def test_a_hint_is_needed(self, package: Path, folder: str, source: str) -> None:
        write(package / "submissions" / folder / "bare.py", source)
        assert refusal(package) == (
            f"submissions/{folder}/bare.py: no module docstring: it is the hint for the learner"
        )

    @pytest.mark.parametrize(
        ("docstring", "title", "hint"),
        [
            ("Twice.", "Forgot it", "Twice."),
            (
                "It is not doubled\n\nTwice,\n\nnot once.",
                "It is not doubled",
                "Twice,\n\nnot once.",
            ),
            ("Two lines\nare no title.\n\nTwice.", "Forgot it", None),
            (f"{'x' * 61}\n\nToo long for a title.", "Forgot it", None),
        ],
    )
    def test_the_title_of_a_mistake_is_a_line_before_its_hint(
        self, package: Path, docstring: str, title: str, hint: str | None
    ) -> None:
        name = "wrong_answer/forgot_it.py"
        write(package / "submissions" / name, f'"""{docstring}"""\n')
        [example] = [each for each in load_problem(package).submissions if each.name == name]
        assert (example.title, example.hint) == (title, hint or docstring)

    @pytest.mark.parametrize(
        "source",
        [
            '"""Twice."""',
            '"""Twice."""\ndef f(:\n',
            "# A comment.\n\n'''Twice.'''\n",
            'r"""Twice."""  # a comment\r\n',
            '("Twi"\n"ce.")\n',
            '"""Twi\\\nce."""; x = 1\n',
            '\n  # A comment.\n"""\n    Twice.\n    """\n',
        ],
    )
    def test_a_docstring_is_one_however_it_is_written(self, package: Path, source: str) -> None:
        write(package / "submissions/wrong_answer/forgot.py", source)
        assert "Twice." in [example.hint for example in load_problem(package).submissions]

    @pytest.mark.parametrize(
        "source",
        ['"""Twice.""".upper()\n', 'f"""Twice."""\n', 'x = """Twice."""\n', '"""Twice.""""'],
    )
    def test_other_texts_are_none(self, package: Path, source: str) -> None:
        write(package / "submissions/wrong_answer/forgot.py", source)
        assert "no module docstring" in refusal(package)

    def test_invalid_escapes_are_the_learners(self, package: Path) -> None:
        write(package / "submissions/wrong_answer/doubled.py", '"""Hint."""\nx = "\\d"\n')
        assert "Hint." in [example.hint for example in load_problem(package).submissions]


class TestRevision:
    def test_the_same_content_has_the_same_revision(self, package: Path) -> None:
        assert load_problem(package).revision == load_problem(package).revision

    @pytest.mark.parametrize("name", [*FILES, "notes.txt"])
    def test_every_file_counts(self, package: Path, name: str) -> None:
        before = load_problem(package).revision
        with (package / name).open("a") as file:
            file.write("# more\n")
        assert load_problem(package).revision != before

    def test_names_count(self, package: Path) -> None:
        before = load_problem(package).revision
        example = package / "submissions/accepted/plain.py"
        example.rename(example.with_name("simple.py"))
        assert load_problem(package).revision != before

    @pytest.mark.parametrize("name", [".git/config", "__pycache__/solution.pyc", ".notes"])
    def test_clutter_does_not_count(self, package: Path, name: str) -> None:
        before = load_problem(package).revision
        write(package / name, "clutter")
        assert load_problem(package).revision == before


class TestLoadProblems:
    def test_by_name(self, package: Path) -> None:
        (package.parent / "notes").mkdir()
        assert list(load_problems(package.parent)) == ["example"]

    def test_none(self, tmp_path: Path) -> None:
        with pytest.raises(ProblemError, match=r"no folder in it has a problem\.toml"):
            load_problems(tmp_path)
        with pytest.raises(ProblemError, match="no such folder of problems"):
            load_problems(tmp_path / "nowhere")

    def test_the_packaged_problems_load(self) -> None:
        problems = load_problems(Path(__file__).parents[3] / "reference")
        warm_start = problems["add_layer_warm_start"]
        assert {example.expected for example in warm_start.submissions} >= {
            Outcome.ACCEPTED,
            Outcome.WRONG_ANSWER,
            Outcome.RUNTIME_ERROR,
        }


class TestHarness:
    def test_a_driver_calls_all_that_must_be_defined(self, package: Path) -> None:
        entry_point = '{ defines = ["start", "step"], parameters = ["x"] }'
        write(
            package / "problem.toml",
            TOML.replace('{ function = "f", parameters = ["x"] }', entry_point),
        )
        assert refusal(package) == "driver.py: missing: the entry point has defines"
        write(package / "driver.py", "def drive(submission, x): ...\n")
        write(package / "given.py", "n = 1\n")
        harness = load_problem(package).harness
        assert harness.defines == ("start", "step")
        assert (harness.driver, harness.given) == ("def drive(submission, x): ...\n", "n = 1\n")

    def test_a_driver_constructs_a_class_itself(self, package: Path) -> None:
        entry_point = '{ class = "A", constructor = ["x"], parameters = ["x"] }'
        write(
            package / "problem.toml",
            TOML.replace('{ function = "f", parameters = ["x"] }', entry_point),
        )
        assert load_problem(package).harness.constructor == ("x",)
        write(package / "driver.py", "def drive(submission, x): ...\n")
        assert refusal(package).startswith("driver.py: it constructs the class itself")

    @pytest.mark.parametrize(
        ("parameters", "reason"),
        [
            ("features, *, nnx_rngs", "takes no rngs; did you mean nnx_rngs?"),
            ("features, rngs, depth", "needs depth"),
        ],
    )
    def test_the_reference_takes_what_its_constructor_gets(
        self, package: Path, parameters: str, reason: str
    ) -> None:
        names = '["features", "rngs"]'
        entry_point = f'{{ class = "A", constructor = {names}, parameters = {names} }}'
        toml = TOML.replace('{ function = "f", parameters = ["x"] }', entry_point)
        write(package / "problem.toml", toml.replace("{ x = 1.0 }", "{ features = 1, rngs = 0 }"))
        source = "class A:\n    def __init__(self, {}):\n        pass\n"
        write(package / "solution.py", source.format("features, rngs"))
        load_problem(package)
        write(package / "solution.py", source.format(parameters))
        assert refusal(package) == (
            f"problem.toml: entry_point.constructor: A in solution.py {reason}"
        )


class TestHints:
    def test_lines_of_dashes_part_them(self, package: Path) -> None:
        write(package / "hints.md", "One --- half.\n\n---\n\n- Two\n- lines\n")
        assert load_problem(package).hints == ("One --- half.", "- Two\n- lines")

    @pytest.mark.parametrize(
        ("text", "reason"),
        [("One.\n---\n", "a hint is empty"), ("x\n---\n" * 10 + "x", "has 11 hints; 10 are the")],
    )
    def test_errors(self, package: Path, text: str, reason: str) -> None:
        write(package / "hints.md", text)
        assert f"hints.md: {reason}" in refusal(package)
