"""Results that a source computes and does not use, as far as its text tells."""

import pytest

from graders.grading.unused_results import UnusedResult, unused_results

BODY = "def f(model, x):\n"


def lines(*body: str) -> list[int]:
    """Where results are unused in a function of these lines, the first being line 1."""
    source = BODY + "".join(f"    {line}\n" for line in body)
    return [found.line - 1 for found in unused_results(source)]


@pytest.mark.parametrize(
    "statement",
    [
        "jax.tree.map(jnp.zeros_like, nnx.state(model))",
        "tree_map(lambda p: 0 * p, state)",
        "jax.tree.map(\n        zero,\n        state,\n    )",
        "x.at[0].set(1.0)",
        "model.kernel[...].at[:, 0].add(1.0)",
        "optax.apply_updates(params, updates)",
        "nnx.merge(graphdef, state)",
        "state = jax.tree.map(zero, state)",
        "_ = jax.tree.map(zero, state)",
        "y = 1; x.at[0].set(1.0)",
    ],
)
def test_unused(statement: str) -> None:
    assert lines(statement, "return model(x), nnx.state(model)") == [1]


def test_unused_with_a_function_that_only_returns() -> None:
    assert lines("def zero(p):", "    return 0 * p", "jax.tree.map(zero, state)") == [3]


@pytest.mark.parametrize(
    "body",
    [
        ["nnx.update(model, jax.tree.map(zero, state))"],
        ["nnx.update(", "    model,", "    jax.tree.map(zero, state),", ")"],
        ["new = jax.tree.map(zero, state)", "nnx.update(model, new)"],
        ["return jax.tree.map(zero, state)"],
        ["y = x.at[0].set(1.0)", "return y"],
        ["a = 1; y = x.at[0].set(1.0)", "return y"],
        ["for _ in range(3):", "    y = g(x)", "    x = jax.tree.map(zero, y)"],
        ["jax.tree.map(print, state)"],
        ["jax.tree.map(lambda p: sizes.append(p.size), state)"],
        ["def write(a, b):", "    a[...] = b", "jax.tree.map(write, big, small)"],
        ["seen.add(1)", "config.set(2)"],
        ['"""jax.tree.map(zero, state)"""', "# jax.tree.map(zero, state)"],
        ["jax.tree.map(zero, state)["],
    ],
)
def test_used_or_of_effect_or_unreadable(body: list[str]) -> None:
    assert lines(*body) == []


def test_the_function_is_named() -> None:
    assert unused_results("x.at[0].set(1.0)\n") == (UnusedResult(".at[...].set", 1),)


@pytest.mark.parametrize(
    "source",
    ["tree" + "(" * 100_000, "tree\0", "tree\ud800", "  tree\n tree\n", "'''tree"],
    ids=["nested", "NUL", "surrogate", "dedented", "open text"],
)
def test_nothing_of_a_source_that_is_no_python(source: str) -> None:
    assert unused_results(source) == ()


def test_no_more_than_ten_are_told() -> None:
    assert len(unused_results("x.at[0].set(1.0)\n" * 50)) == 10
