"""Which names of libraries a source uses, by its text."""

import pytest

from graders.grading.names_used import names_used


@pytest.mark.parametrize(
    "source",
    [
        "import jax\ny = jax.jit(f)\n",
        "import jax as j\ny = j.jit(f)\n",
        "from jax import jit\n@jit\ndef f(x): return x\n",
        "from jax import (\n    grad,\n    jit as compiled,\n)\ny = compiled(f)\n",
        "from jax import *\ny = jit(f)\n",
        "import os, jax\ndef f():\n    return [jax.jit(g) for g in ()]\n",
        "if True: import jax; y = jax.jit(f)\nimport jax\n",
    ],
)
def test_a_name_is_found_however_it_is_imported(source: str) -> None:
    assert names_used(source).first_of(["jax.jit"]) == "jax.jit"


@pytest.mark.parametrize(
    "source",
    [
        "from jax import jit\n",
        "import jax\n# jax.jit\ny = 'jax.jit'\n",
        "import jax\ny = jax.jitter\n",
        "y = jit(f)\n",
        "import mine as jax\ny = jax.jit\n",
        "y = x.jax.jit\n",
        "def f(:\n  '''",
        "",
    ],
)
def test_what_only_looks_like_it_is_not(source: str) -> None:
    assert names_used(source).first_of(["jax.jit"]) is None


def test_a_name_stands_for_what_is_in_it() -> None:
    used = names_used("from flax import nnx\ny = nnx.initializers.ones(key)\n")
    assert used.first_of(["jax.jit", "nnx.initializers"]) == "nnx.initializers"


def test_usual_abbreviations_need_no_import_in_a_problem() -> None:
    used = names_used("import jax.numpy as whatever\ny = whatever.dot(a, b)\n")
    assert used.first_of(["jnp.dot"]) == "jnp.dot"


def test_deep_nesting_is_read_without_recursion() -> None:
    depth = 20_000
    assert names_used("y = " + "(" * depth + ")" * depth + "\n").full == frozenset()


def test_what_is_found_is_no_larger_than_the_source() -> None:
    modules = "".join(f"from m{number} import *\n" for number in range(2000))
    used = names_used(modules + "\n".join(f"a{number}" for number in range(5000)))
    assert len(used.full) + len(used.unbound) + len(used.everything_of) == 7000
    assert used.first_of(["m1999.a4999"]) == "m1999.a4999"
    long = "m" * 30_000
    used = names_used(f"import {long} as m\n" + "\n".join(f"m.a{number}" for number in range(5000)))
    assert sum(map(len, used.full | used.unbound)) < 100_000
