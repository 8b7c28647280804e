import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from app.web.entries import EntryRow, entry_rows, tolerance_words, written
from graders.problem.comparators import Comparator
from graders.problem.package import Problem, parse_problem

TOML = b"""
name = "f"
title = "F"
difficulty = "easy"

[entry_point]
function = "f"
parameters = ["x", "k"]

[[cases]]
name = "fixed"
visibility = "sample"
weight = 2.5
message = "Why."
tolerance = { comparator = "exact" }
arguments = { x = { dtype = "float32", values = [1.0, nan] }, k = { key = 7 } }

[[generators]]
name = "drawn"
count = 3
probe = "nonzero_bias_init"
grid = { axes = ["n"], shapes = [[2]] }
arguments = { x = { distribution = "uniform", low = 0.5, shape = ["n", 3] }, k = { axis = "n" } }
"""


@pytest.fixture
def problem() -> Problem:
    files = {"problem.toml": TOML, "statement.md": b"", "solution.py": b"def f(x, k): ..."}
    return parse_problem(files, Path("f"))


def test_rows_tell_what_an_entry_is(problem: Problem) -> None:
    assert entry_rows(problem) == [
        EntryRow(
            kind="case",
            name="fixed",
            visibility="sample",
            weight="2.5",
            count=1,
            tolerance="exact",
            has_own_tolerance=True,
            arguments=(("x", "float32 [1.0, NaN]"), ("k", "key 7")),
            probe=None,
            message="Why.",
        ),
        EntryRow(
            kind="generator",
            name="drawn",
            visibility="hidden",
            weight="1",
            count=3,
            tolerance="rtol 0.0001, atol 1e-05",
            has_own_tolerance=False,
            arguments=(("x", "uniform, low 0.5, shape (n, 3)"), ("k", "axis n")),
            probe="nonzero_bias_init",
            message=None,
        ),
    ]


@pytest.mark.parametrize(
    ("case", "generator", "words"),
    [
        ("{ rngs = 7 }", '{ distribution = "rngs" }', ("rngs 7", "rngs")),
        ('"relu"', '{ constant = "relu" }', ('"relu"', 'constant "relu"')),
        (
            "{ tuple = [1, { none = true }] }",
            '{ tuple = [{ axis = "n" }, { constant = [] }] }'.replace("[]", "{ list = [] }"),
            ("(1, None)", "(axis n, constant [])"),
        ),
        (
            "{ dict = { a = { key = 2 } } }",
            '{ dict = { a = { distribution = "key" } } }',
            ('{"a": key 2}', '{"a": key}'),
        ),
        (
            '{ made_by = "f", arguments = { a = { rngs = 2 } } }',
            '{ made_by = "f", arguments = { a = { distribution = "rngs" } } }',
            ("f(a=rngs 2)", "f(a=rngs)"),
        ),
        (
            f"{{ list = [{'1, ' * 40}] }}",
            f"{{ list = [{'{ constant = 1 }, ' * 40}] }}",
            (f"[{'1, ' * 19}1,…", f"[{'constant 1, ' * 4}constant 1,…"),
        ),
    ],
)
def test_arguments_in_words(case: str, generator: str, words: tuple[str, str]) -> None:
    toml = TOML.decode().replace("{ key = 7 }", case).replace('{ axis = "n" } }', f"{generator} }}")
    files = {"problem.toml": toml.encode(), "statement.md": b"", "solution.py": b""}
    files["given.py"] = b"def f(a): ..."
    rows = entry_rows(parse_problem(files, Path("f")))
    assert tuple(row.arguments[1][1] for row in rows) == words


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"rtol": 0.5, "atol": 0.0}, "rtol 0.5, atol 0"),
        ({"comparator": "exact", "equal_nan": True}, "exact, NaN equals NaN"),
        ({"comparator": "ulp", "max_ulps": 1}, "1 step of the type"),
        ({"comparator": "ulp", "max_ulps": 2}, "2 steps of the type"),
        (
            {"comparator": "up_to_permutation", "rtol": 0.5, "atol": 1.0},
            "rtol 0.5, atol 1, in any order",
        ),
        ({"comparator": "custom"}, "checker.py"),
    ],
)
def test_a_tolerance_in_words(keys: dict[str, Any], words: str) -> None:
    comparator: Comparator = TypeAdapter[Comparator](Comparator).validate_python(keys)
    assert tolerance_words(comparator) == words


class TestWritten:
    def test_what_fits_into_a_line_stands_in_one(self) -> None:
        value = {"name": "é", "arguments": {"x": {"values": [[1.0, 2.0]] * 5}, "y": {"a": 2}}}
        assert written(value).splitlines() == [
            "{",
            '  "name": "é",',
            '  "arguments": {',
            f'    "x": {{"values": {json.dumps([[1.0, 2.0]] * 5)}}},',
            '    "y": {"a": 2}',
            "  }",
            "}",
        ]

    @pytest.mark.parametrize("value", [{}, {"a": {}}, {"a": {"b": ["x" * 100]}}])
    def test_it_reads_back(self, value: dict[str, Any]) -> None:
        assert json.loads(written(value)) == value
