from pathlib import Path

import pytest

from graders.problem.package import Problem, parse_problem
from graders.problem.scaffold.skeleton import NewProblem, ProblemKind, skeleton


def made(new: NewProblem) -> Problem:
    files = {path: text.encode() for path, text in skeleton(new).items()}
    return parse_problem(files, Path(new.name))


def begun(parameters: str) -> Problem:
    return made(NewProblem("clip_rows", parameters=parameters))


class TestParameters:
    def test_they_are_those_of_the_entry_point_and_of_every_case(self) -> None:
        problem = begun("rate: float, x, steps: int, y: jax.Array")
        names = ["rate", "x", "steps", "y"]
        assert problem.spec.entry_point.parameters == names
        assert list(problem.spec.cases[0].arguments) == names
        assert "def clip_rows(rate, x, steps, y):" in problem.solution
        # 2 + 3 and twice the array.
        assert "`[49.0, 1.0, 169.0]`" in problem.statement

    def test_numbers_alone_need_no_grid(self) -> None:
        problem = begun("rate: float, steps: int")
        assert problem.spec.generators[0].grid is None
        assert "returns `25.0`" in problem.statement

    def test_one_alone_can_not_be_left_out(self) -> None:
        assert [each.name for each in begun("x").submissions] == [
            "accepted/multiplied.py",
            "wrong_answer/not_squared.py",
        ]

    @pytest.mark.parametrize(
        ("parameters", "said"),
        [
            ("x,, y", "write them as in Python"),
            ("x): pass\ndef other(y", "write them as in Python"),
            ("x\0", "write them as in Python"),
            ("x=1", "no defaults"),
            ("x, *, y", "no defaults"),
            ("*x", "no defaults"),
            (" ", "1 to 32"),
            (", ".join(f"x{i}" for i in range(33)), "1 to 32"),
            ("x, x", "'x' comes twice"),
            ("größe", "is no name for one"),
            ("rngs: nnx.Rngs", "'rngs' begins as"),
            ("x: " + "-" * 480 + "x", "'x' begins as"),
            ("x" * 501, "500 characters"),
        ],
    )
    def test_what_can_be_none(self, parameters: str, said: str) -> None:
        with pytest.raises(ValueError, match=said.replace("*", r"\*")):
            begun(parameters)

    @pytest.mark.parametrize("kind", ["class", "driver"])
    def test_only_a_functions_are_chosen(self, kind: ProblemKind) -> None:
        with pytest.raises(ValueError, match="only a function's"):
            made(NewProblem("centre", kind, parameters="x"))


class TestTitle:
    @pytest.mark.parametrize("kind", ["function", "class", "driver"])
    @pytest.mark.parametrize("title", ['Say "no" \\ or @NAME@', "Über die Mitte"])
    def test_it_is_taken_as_it_is(self, kind: ProblemKind, title: str) -> None:
        problem = made(NewProblem("centre", kind, f" {title} "))
        assert problem.spec.title == title
        assert problem.statement.startswith(f"# {title}\n")

    @pytest.mark.parametrize("title", ["", " ", "two\nlines", "x" * 121])
    def test_what_can_be_none(self, title: str) -> None:
        with pytest.raises(ValueError, match="title"):
            made(NewProblem("centre", title=title))


def test_a_name_that_is_too_long() -> None:
    with pytest.raises(ValueError, match="80 characters"):
        made(NewProblem("x" * 81))
