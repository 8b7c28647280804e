"""A new problem that asks for a function."""

from graders.problem.scaffold.parameters import Parameter, ParameterKind

_PROBLEM = """\
# Every key is described in docs/writing-a-problem.md. An unknown one is an error.
name = "@NAME@"
title = @TITLE_IN_TOML@
difficulty = "easy"
tags = []

# What a submission must define.
[entry_point]
function = "@NAME@"
parameters = [@QUOTED_PARAMETERS@]

# How far an output may be off. Others: { comparator = "exact" }, "ulp", "up_to_permutation".
[tolerance]
rtol = 1e-4
atol = 1e-5

# Given cases. A sample shows the learner its arguments and the expected values.
[[cases]]
name = "sample"
visibility = "sample"
arguments = { @SAMPLE@ }

# Drawn cases: fresh ones for every submission. Few rows of the grid: each may have to be compiled.
[[generators]]
name = "random"
count = 4
@GRID@
[generators.arguments]
@DRAWN@
"""

_STATEMENT = """\
# @TITLE@

Write `@NAME@(@PARAMETERS@)`. It returns the square of @SUM_IN_WORDS@.

| argument | is |
| --- | --- |
@TYPES@

Example: `@NAME@(@EXAMPLE@)` returns `@SQUARE@`.
"""

_SOLUTION = '''\
"""The reference: its outputs are the expected ones."""

import jax.numpy as jnp


def @NAME@(@PARAMETERS@):
    return jnp.square(@SUM@)
'''

_WARM_UP = '''\
"""What submissions will use, to have it compiled before they come. They can read this file.

Called on the samples, and once for each row of each grid.
"""

import jax.numpy as jnp


def warm_up(@PARAMETERS@):
    total = jnp.asarray(@SUM@)
    return [jnp.square(total), total * total, total**2, jnp.power(total, 2)]
'''

_ACCEPTED = '''\
"""Another right way. Add one for each that you can think of."""

import jax.numpy as jnp


def @NAME@(@PARAMETERS@):
    total = jnp.asarray(@SUM@)
    return total * total
'''

_NOT_SQUARED = '''\
"""It is not squared

Return the square of it: multiply it by itself.
"""

import jax.numpy as jnp


def @NAME@(@PARAMETERS@):
    return jnp.asarray(@SUM@)
'''

_LAST_LEFT_OUT = '''\
"""@LAST@ is left out

Add @LAST@ before you square.
"""

import jax.numpy as jnp


def @NAME@(@PARAMETERS@):
    return jnp.square(@SUM_WITHOUT_LAST@)
'''

_ARRAY = (1.0, -2.0, 4.0)
_SAMPLES: dict[ParameterKind, tuple[float, ...]] = {"array": _ARRAY, "float": (2.0,), "int": (3,)}
_IN_TOML: dict[ParameterKind, str] = {
    "array": '{ dtype = "float32", values = [1.0, -2.0, 4.0] }',
    "float": "2.0",
    "int": "3",
}
_IN_PYTHON: dict[ParameterKind, str] = {
    "array": "jnp.array([1.0, -2.0, 4.0])",
    "float": "2.0",
    "int": "3",
}
_DISTRIBUTIONS: dict[ParameterKind, str] = {
    "array": '{ distribution = "normal", mean = 1.0, shape = ["n"] }',
    "float": '{ distribution = "uniform", low = 2.0, high = 5.0 }',
    "int": '{ distribution = "integers", low = 2, high = 20, number = "int" }',
}
_TYPES: dict[ParameterKind, str] = {
    "array": "a `float32` array of shape `(n,)`",
    "float": "a Python float",
    "int": "a Python integer",
}


def function_files(parameters: list[Parameter]) -> dict[str, str]:
    """The files of a problem whose function has these parameters, with what is left to fill in."""
    files = {
        "problem.toml": _PROBLEM,
        "statement.md": _STATEMENT,
        "solution.py": _SOLUTION,
        "warm_up.py": _WARM_UP,
        "submissions/accepted/multiplied.py": _ACCEPTED,
        "submissions/wrong_answer/not_squared.py": _NOT_SQUARED,
    }
    if len(parameters) > 1:
        files["submissions/wrong_answer/last_left_out.py"] = _LAST_LEFT_OUT
    return files


def function_texts(parameters: list[Parameter]) -> dict[str, str]:
    """What stands for the marks in these files."""
    names = [each.name for each in parameters]
    has_arrays = any(each.kind == "array" for each in parameters)
    return {
        "PARAMETERS": ", ".join(names),
        "QUOTED_PARAMETERS": ", ".join(f'"{name}"' for name in names),
        "SAMPLE": ", ".join(f"{each.name} = {_IN_TOML[each.kind]}" for each in parameters),
        "GRID": 'grid = { axes = ["n"], shapes = [[3], [8]] }\n' if has_arrays else "",
        "DRAWN": "\n".join(f"{each.name} = {_DISTRIBUTIONS[each.kind]}" for each in parameters),
        "TYPES": "\n".join(f"| `{each.name}` | {_TYPES[each.kind]} |" for each in parameters),
        "EXAMPLE": ", ".join(_IN_PYTHON[each.kind] for each in parameters),
        "SQUARE": _square(parameters),
        "SUM": " + ".join(names),
        "SUM_IN_WORDS": "the sum of its arguments" if len(names) > 1 else f"`{names[0]}`",
        "SUM_WITHOUT_LAST": " + ".join(names[:-1]),
        "LAST": names[-1],
    }


def _square(parameters: list[Parameter]) -> str:
    """What the function returns for the sample."""
    samples = [_SAMPLES[each.kind] for each in parameters]
    # A number is added to each element.
    length = max(map(len, samples))
    squares = [sum(each[i % len(each)] for each in samples) ** 2 for i in range(length)]
    return str(squares if length > 1 else squares[0])
