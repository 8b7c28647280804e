import pytest

from graders.core.verdict import Outcome
from graders.problem.example_docstring import title_and_hint
from graders.problem.files import ProblemError
from graders.problem.mistakes import SameMistakeError, with_mistake

SOURCE = "def double(x):\n    return x\n"
WRONG = Outcome.WRONG_ANSWER


def made(source: str, title: str = "Not doubled", hint: str = "Multiply by two.") -> str:
    [content] = with_mistake({}, WRONG, source, title, hint).values()
    return content.decode()


def test_it_is_the_source_with_title_and_hint() -> None:
    assert made(SOURCE) == f'"""Not doubled\n\nMultiply by two.\n"""\n\n{SOURCE}'


@pytest.mark.parametrize(
    ("title", "hint"),
    [
        ('"Not" doubled', 'A """ in it, and a "'),
        ("A \\ in it", "Two lines\nand a \\n that stays as it is.\n\n    x = 2 * x"),
    ],
)
def test_learners_read_what_was_given(title: str, hint: str) -> None:
    assert title_and_hint(made(SOURCE, title, hint), "") == (title, hint)


@pytest.mark.parametrize(
    "docstring",
    ['"""Mine."""', "'''Mine,\nof two lines.'''", '("my" "own")', '# ä\n"ä"  # mine', "'ä'\r"],
)
def test_a_docstring_of_the_learner_gives_way(docstring: str) -> None:
    source = f"{docstring}\nfrom __future__ import annotations\n{SOURCE}"
    example = made(source)
    assert title_and_hint(example, "") == ("Not doubled", "Multiply by two.")
    assert example.endswith(f"\nfrom __future__ import annotations\n{SOURCE}")
    compile(example, "example", "exec")


def test_it_is_named_by_its_title_and_no_other_like_it() -> None:
    files = with_mistake({}, WRONG, SOURCE, "x is *not* doubled!", "Double it.")
    files = with_mistake(files, WRONG, "a = 1", "X is not doubled", "Double it.")
    files = with_mistake(files, Outcome.RUNTIME_ERROR, "b = 1", "错误", "Double it.")
    assert sorted(files) == [
        "submissions/runtime_error/mistake.py",
        "submissions/wrong_answer/x_is_not_doubled.py",
        "submissions/wrong_answer/x_is_not_doubled_2.py",
    ]


def test_the_same_code_is_one_mistake() -> None:
    files = with_mistake({}, WRONG, SOURCE, "Not doubled", "Double it.")
    with pytest.raises(SameMistakeError, match=r"^not_doubled$"):
        with_mistake(files, WRONG, f'"""Mine."""\n\n{SOURCE}\n', "Another", "Another.")


@pytest.mark.parametrize(
    ("title", "hint"), [("Two\nlines", "Why."), ("a" * 61, "Why."), ("Title", ""), ("Title", " a")]
)
def test_what_no_docstring_can_say(title: str, hint: str) -> None:
    with pytest.raises(ProblemError, match="can't be written as a docstring"):
        made(SOURCE, title, hint)
