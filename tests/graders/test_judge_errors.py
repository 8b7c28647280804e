"""Exceptions of a submission: what is told of them, and where in its own file they are placed."""

import json
from pathlib import Path

import pytest

from graders.core.verdict import ErrorReport, Outcome
from graders.judge import Judge
from tests.graders.packages import package

IDENTITY = "def f(x):\n    return x\n"


def error_of(judge: Judge, folder: Path, source: str) -> ErrorReport:
    """What is reported of the exception on the one case."""
    [case] = judge.grade(package(folder, IDENTITY), source, seed=1).cases
    assert case.error is not None
    return case.error


RAISING = [
    pytest.param("def f(x):\n    y = x\n    return y / 0\n", 3, id="in the function"),
    pytest.param(
        "def f(x):\n    def helper(y):\n        return y.no_such_name\n    return helper(x)\n",
        3,
        id="in a nested helper",
    ),
    pytest.param(
        "import jax\n@jax.jit\ndef f(x):\n    if x > 1:\n        return x\n    return -x\n",
        4,
        id="in a jitted function",
    ),
    pytest.param(
        "import jax\nimport jax.numpy as jnp\n@jax.jit\ndef g(x):\n    y = x + 1\n"
        "    return jnp.ones(2) @ jnp.ones(3)\ndef f(x):\n    return g(x)\n",
        6,
        id="in a jitted helper, inside the library",
    ),
    pytest.param(
        "import jax\ndef f(x):\n    return jax.vmap(lambda y: y)(\n        x,\n    )\n",
        3,
        id="in a call over several lines",
    ),
    pytest.param(
        "from flax import nnx\nclass M(nnx.Module):\n    def __call__(self, x):\n"
        "        return self.missing(x)\ndef f(x):\n    return M()(x)\n",
        4,
        id="in a module's method",
    ),
    pytest.param(
        "def f(x):\n    try:\n        1 / 0\n    except ZeroDivisionError as error:\n"
        "        raise ValueError('no') from error\n",
        5,
        id="raised from another",
    ),
]


@pytest.mark.parametrize(("source", "line"), RAISING)
def test_exception_is_placed_in_the_learners_own_file(
    judge: Judge, tmp_path: Path, source: str, line: int
) -> None:
    error = error_of(judge, tmp_path, source)
    assert (error.line, error.source_line) == (line, source.splitlines()[line - 1].strip())


def test_line_is_right_after_a_form_feed(judge: Judge, tmp_path: Path) -> None:
    error = error_of(judge, tmp_path, "import math\n\f\ndef f(x):\n    return math.sqrt(-x)\n")
    assert (error.line, error.source_line) == (4, "return math.sqrt(-x)")


def test_exception_says_its_type_and_text(judge: Judge, tmp_path: Path) -> None:
    source = "def f(x):\n    return [x][int(x)]\n"
    verdict = judge.grade(package(tmp_path, IDENTITY), source, seed=1)
    assert verdict.verdict is Outcome.RUNTIME_ERROR
    assert verdict.message == (
        "0 of 1 cases passed. sample: It raised IndexError: list index out of range"
    )


@pytest.mark.parametrize(
    ("source", "line", "source_line"),
    [
        ("def f(x):\n    y = (x +\n", 2, "y = (x +"),
        ("def f(x)\n    return x\n", 1, "def f(x)"),
        ("def f(x):\nreturn x\n", 2, "return x"),
        ("def f(x):\n\treturn x\n        return x\n", 3, "return x"),
        ("x = '\n", 1, "x = '"),
    ],
    ids=["open parenthesis", "missing colon", "missing indent", "mixed indent", "open quote"],
)
def test_syntax_error_says_its_line(
    judge: Judge, tmp_path: Path, source: str, line: int, source_line: str
) -> None:
    verdict = judge.grade(package(tmp_path, IDENTITY), source, seed=1)
    assert (verdict.verdict, verdict.message) == (
        Outcome.COMPILE_ERROR,
        "The file is not valid Python.",
    )
    assert verdict.error is not None
    assert (verdict.error.line, verdict.error.source_line) == (line, source_line)


@pytest.mark.parametrize(
    "source",
    [f"{IDENTITY}\0", f"{IDENTITY}x = '\ud800'\n", f"x = {'-' * 20_000}1\n{IDENTITY}"],
    ids=["NUL", "lone surrogate", "too deep for the parser"],
)
def test_text_that_no_python_reads_does_not_parse(
    judge: Judge, tmp_path: Path, source: str
) -> None:
    verdict = judge.grade(package(tmp_path, IDENTITY), source, seed=1)
    assert verdict.verdict is Outcome.COMPILE_ERROR
    assert {case.verdict for case in verdict.cases} == {Outcome.SKIPPED}


@pytest.mark.parametrize(
    "source",
    ["", "def g(x):\n    return x\n", "f = 3\n", "f = None\n", "def F(x):\n    return x\n"],
    ids=["empty", "other name", "a number", "None", "other case"],
)
def test_file_without_the_function(judge: Judge, tmp_path: Path, source: str) -> None:
    verdict = judge.grade(package(tmp_path, IDENTITY), source, seed=1)
    assert (verdict.verdict, verdict.message) == (
        Outcome.COMPILE_ERROR,
        "The file defines no function named f.",
    )
    assert (verdict.passed, verdict.total, verdict.score) == (0, 1, 0.0)


def test_exception_while_loading(judge: Judge, tmp_path: Path) -> None:
    source = f"{IDENTITY}\nimport no_such_module\n"
    verdict = judge.grade(package(tmp_path, IDENTITY), source, seed=1)
    assert verdict.verdict is Outcome.RUNTIME_ERROR
    assert verdict.error is not None
    assert (verdict.error.type, verdict.error.line) == ("ModuleNotFoundError", 4)
    assert {case.verdict for case in verdict.cases} == {Outcome.SKIPPED}


@pytest.mark.parametrize(
    "body",
    [
        "def __str__(self): raise SystemExit(0)",
        "def __str__(self): return 3",
        "def __str__(self): raise self",
        "def __str__(self): return str(self)",
        "def __str__(self): return 'x' * 10**7",
    ],
    ids=["exits", "no text", "raises itself", "endless", "huge"],
)
def test_hostile_exception_is_an_exception(judge: Judge, tmp_path: Path, body: str) -> None:
    source = f"class E(Exception):\n    {body}\ndef f(x):\n    raise E\n"
    verdict = judge.grade(package(tmp_path, IDENTITY), source, seed=1)
    assert verdict.verdict is Outcome.RUNTIME_ERROR
    [case] = verdict.cases
    assert case.error is not None
    assert (case.error.type, case.error.line) == ("E", 4)
    assert len(verdict.model_dump_json()) < 10_000


@pytest.mark.parametrize(
    "body",
    [
        "def __getattribute__(self, name): raise KeyboardInterrupt",
        "__class__ = property(lambda self: 1 / 0)",
        "__traceback__ = 'no traceback'",
    ],
    ids=["no attributes", "no class", "no traceback"],
)
def test_exception_that_cannot_be_looked_at_is_the_submissions_fault(
    judge: Judge, tmp_path: Path, body: str
) -> None:
    source = f"class E(Exception):\n    {body}\ndef f(x):\n    raise E\n"
    verdict = judge.grade(package(tmp_path, IDENTITY), source, seed=1)
    assert verdict.verdict is Outcome.RUNTIME_ERROR
    assert {case.verdict for case in verdict.cases} == {Outcome.RUNTIME_ERROR}


@pytest.mark.parametrize(
    "raising",
    ["raise ValueError(chr(0xd800))", "raise type('E', (M,), {})"],
    ids=["text", "type"],
)
def test_exception_with_unprintable_text_can_be_sent_as_json(
    judge: Judge, tmp_path: Path, raising: str
) -> None:
    # type(error).__name__ is looked up on the metaclass.
    source = (
        "class Meta(type):\n    __name__ = property(lambda _: chr(0xd800))\n"
        f"class M(Exception, metaclass=Meta): pass\ndef f(x):\n    {raising}\n"
    )
    verdict = judge.grade(package(tmp_path, IDENTITY), source, seed=1)
    assert json.loads(verdict.model_dump_json())["verdict"] == "runtime_error"


@pytest.mark.parametrize(
    "raising",
    [
        "raise SystemExit(3)",
        "raise KeyboardInterrupt",
        "raise GeneratorExit",
        "raise StopIteration",
    ],
)
def test_exception_that_would_end_a_program_is_an_exception(
    judge: Judge, tmp_path: Path, raising: str
) -> None:
    assert error_of(judge, tmp_path, f"def f(x):\n    {raising}\n").line == 2
