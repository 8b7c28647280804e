"""The operators by example: one line of source, and the lines that it may turn into."""

import ast

import pytest

from graders.verification.mutants import count_mutants, make_mutants


def _mutants(source: str) -> list[tuple[str, str]]:
    return [(mutant.operator, mutant.source) for mutant in make_mutants(source, 1000)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("a + b", {"arithmetic": ["a - b"]}),
        ("a * b", {"arithmetic": ["a / b"]}),
        ("a // b", {"arithmetic": ["a / b"]}),
        ("a ** b", {"arithmetic": ["a * b"]}),
        ("a @ b", {"arithmetic": ["b @ a"]}),
        ("a < b", {"comparison": ["a <= b", "a >= b"]}),
        ("a == b", {"comparison": ["a != b"]}),
        ("a is not b", {"comparison": ["a is b"]}),
        ("a in b", {"comparison": ["a not in b"]}),
        ("a < b == c", {"comparison": ["a <= b == c", "a >= b == c", "a < b != c"]}),
        ("a and b", {"logical": ["a or b"]}),
        ("a or b", {"logical": ["a and b"]}),
        ("a if b else c", {"condition_negated": ["a if not b else c"]}),
        ("not a", {"unary_dropped": ["a"]}),
        ("-a", {"unary_dropped": ["a"]}),
        ("7", {"constant": ["8"]}),
        ("0.5", {"constant": ["1.5"]}),
        ("True", {"constant": ["False"]}),
        ("'text'", {}),
        ("None", {}),
        ("f'{a + b}'", {}),
        (
            "range(n)",
            {"range_bound": ["range(n - 1)", "range(n + 1)", "range(1, n)"], "call_skipped": ["n"]},
        ),
        (
            "range(a, b)",
            {
                "range_bound": ["range(a, b - 1)", "range(a, b + 1)"],
                "arguments_swapped": ["range(b, a)"],
            },
        ),
        ("a[b:c]", {"slice_bound_dropped": ["a[:c]", "a[b:]"]}),
        ("a[::b]", {"slice_bound_dropped": ["a[:]"]}),
        ("f(a, b, c)", {"arguments_swapped": ["f(b, a, c)", "f(a, c, b)"]}),
        ("f(*a, b)", {}),
        ("f(b=a, **c)", {"keyword_dropped": ["f(**c)"]}),
        ("f(a, b=c)", {"keyword_dropped": ["f(a)"], "call_skipped": ["a"]}),
        ("f(a)", {"call_skipped": ["a"]}),
        ("f()", {}),
    ],
)
def test_an_expression(line: str, expected: dict[str, list[str]]) -> None:
    got = [
        (operator, source.removeprefix("x = "))
        for operator, source in _mutants(f"x = {line}")
        if operator != "statement_dropped"
    ]
    assert got == [(operator, new) for operator, lines in expected.items() for new in lines]


@pytest.mark.parametrize(
    ("source", "operator", "expected"),
    [
        ("x += 1", "arithmetic", ["x -= 1"]),
        ("if a:\n    f()", "condition_negated", ["if not a:\n    f()"]),
        ("while f() and a:\n    f()", "condition_negated", ["while not (f() and a):\n    f()"]),
        ("while a:\n    break", "loop_control", ["while a:\n    continue"]),
        ("for x in a:\n    continue", "loop_control", ["for x in a:\n    break"]),
        ("for x in a:\n    f()", "statement_dropped", ["pass", "for x in a:\n    pass"]),
        (
            "if a: f()\nelif b: g()",
            "statement_dropped",
            [
                "pass",
                "if a: pass\nelif b: g()",
                "if a: f()\npass",
                "if a: f()\nelif b: pass",
            ],
        ),
        (
            "def f():\n    'Doc.'\n    return 1.5",
            "statement_dropped",
            ["def f():\n    'Doc.'\n    pass"],
        ),
    ],
)
def test_a_statement(source: str, operator: str, expected: list[str]) -> None:
    got = [mutant for name, mutant in _mutants(source) if name == operator]
    assert got == expected
    for mutant in got:
        ast.parse(mutant)


def test_what_computes_nothing_is_left_alone() -> None:
    source = (
        '"""Doc 1."""\n'
        "import a.b as c\n"
        "@decorated(1)\n"
        "def f(x: g(1)) -> g(2):\n"
        '    """Doc 2."""\n'
        "    'a comment'\n"
        "    pass\n"
    )
    assert _mutants(source) == []


def test_the_rest_of_the_text_stays() -> None:
    source = "def f(é, b):  # ü\n\n    return (é + b) * 2  # why\n"
    assert _mutants(source) == [
        ("statement_dropped", "def f(é, b):  # ü\n\n    pass  # why\n"),
        ("arithmetic", "def f(é, b):  # ü\n\n    return (é + b) / 2  # why\n"),
        ("arithmetic", "def f(é, b):  # ü\n\n    return (é - b) * 2  # why\n"),
        ("constant", "def f(é, b):  # ü\n\n    return (é + b) * 3  # why\n"),
    ]


def test_parentheses_keep_the_meaning() -> None:
    # Without them this would be a + (b * c) ** d.
    assert ("call_skipped", "x = (a + b) ** d") in _mutants("x = f(a + b) ** d")


def test_equal_arguments_are_not_swapped() -> None:
    assert _mutants("x = f(a, a)") == [("statement_dropped", "pass")]


@pytest.mark.parametrize(
    "same",
    [
        *("x.swapaxes(1, 2)", "jnp.maximum(a, b)", "max(a, b)", "jnp.logical_and(a, b)", "a @ a"),
    ],
)
def test_what_may_be_swapped_is_not(same: str) -> None:
    operators = [operator for operator, _ in _mutants(f"y = {same}")]
    assert not {"arguments_swapped", "arithmetic"} & set(operators)


def test_what_may_not_be_swapped_is() -> None:
    swapped = {
        source
        for operator, source in _mutants("y = jnp.swapaxes(x, 1, 2) + jnp.max(a, 0)")
        if operator == "arguments_swapped"
    }
    assert swapped == {
        "y = jnp.swapaxes(1, x, 2) + jnp.max(a, 0)",
        "y = jnp.swapaxes(x, 1, 2) + jnp.max(0, a)",
    }


def test_a_mutant_knows_the_lines_that_it_changes() -> None:
    source = "def f(a):\n    b = [\n        a,\n        1,\n    ]\n    return b\n"
    changed = {mutant.operator: mutant.changed_lines(source) for mutant in make_mutants(source, 99)}
    assert changed["constant"] == ("1,", "2,")
    assert ("b = [\na,\n1,\n]", "pass") in [
        mutant.changed_lines(source) for mutant in make_mutants(source, 99)
    ]


def test_a_mutant_knows_its_line_and_diff() -> None:
    source = "a = b\nc = d\ne = f + g\nh = i\n"
    [mutant] = [mutant for mutant in make_mutants(source, 1000) if mutant.operator == "arithmetic"]
    assert mutant.line == 3
    assert mutant.diff(source) == (
        "--- solution.py\n+++ mutant (arithmetic)\n"
        "@@ -2,3 +2,3 @@\n c = d\n-e = f + g\n+e = f - g\n h = i\n"
    )


def test_a_cap_leaves_mutants_from_all_over_the_source() -> None:
    source = "".join(f"x{n} = 1\n" for n in range(50))
    assert count_mutants(source) == 100
    assert [mutant.line for mutant in make_mutants(source, 5)] == [1, 11, 21, 31, 41]
    assert len(make_mutants(source, 100)) == 100


def test_a_source_with_nothing_to_change_has_no_mutants() -> None:
    assert count_mutants("") == 0
    assert make_mutants("", 100) == []


def test_a_huge_source_is_not_changed_in_every_place() -> None:
    source = "x = [" + "1," * 11_000 + "]\n"
    assert count_mutants(source) == 10_000
    assert len(make_mutants(source, 3)) == 3
