"""A new problem that asks for a function."""

_PROBLEM = """\
# Every key is described in docs/writing-a-problem.md. An unknown one is an error.
name = "@NAME@"
title = "@TITLE@"
difficulty = "easy"
tags = []

# What a submission must define.
[entry_point]
function = "@NAME@"
parameters = ["x", "scale"]

# How far an output may be off. Others: { comparator = "exact" }, "ulp", "up_to_permutation".
[tolerance]
rtol = 1e-4
atol = 1e-5

# Given cases. A sample shows the learner its arguments and the expected values.
[[cases]]
name = "sample"
visibility = "sample"
arguments = { x = { dtype = "float32", values = [1.0, -2.0, 4.0] }, scale = 2.0 }

# Drawn cases: fresh ones for every submission. Few rows of the grid: each may have to be compiled.
[[generators]]
name = "random"
count = 4
grid = { axes = ["n"], shapes = [[3], [8]] }

[generators.arguments]
x = { distribution = "normal", mean = 1.0, shape = ["n"] }
scale = { distribution = "uniform", low = 2.0, high = 5.0 }
"""

_STATEMENT = """\
# @TITLE@

Write `@NAME@(x, scale)`. It subtracts the mean of `x` from each of its elements, multiplies them
by `scale`, and returns them as an array of the shape of `x`.

| argument | is |
| --- | --- |
| `x` | a `float32` array of shape `(n,)` |
| `scale` | a Python float |

Example: `@NAME@(jnp.array([1.0, -2.0, 4.0]), 2.0)` returns `[0.0, -6.0, 6.0]`.
"""

_SOLUTION = '''\
"""The reference: its outputs are the expected ones."""

import jax.numpy as jnp


def @NAME@(x, scale):
    return scale * (x - jnp.mean(x))
'''

_WARM_UP = '''\
"""What submissions will use, to have it compiled before they come. They can read this file.

Called on the samples, and once for each row of each grid.
"""

import jax.numpy as jnp


def warm_up(x, scale):
    return [jnp.mean(x), jnp.sum(x) / x.size, x - x[0], x * scale, x + scale]
'''

_ACCEPTED = '''\
"""Another right way. Add one for each that you can think of."""


def @NAME@(x, scale):
    return x * scale - (x * scale).sum() / x.shape[0]
'''

_NOT_CENTRED = '''\
"""The mean is not subtracted

Subtract the mean of `x` from `x`, and scale what is left.
"""


def @NAME@(x, scale):
    return scale * x
'''

_SCALED_TOO_EARLY = '''\
"""The mean is not scaled

Only `x` is multiplied by `scale`, and not the mean that is subtracted from it.
"""


def @NAME@(x, scale):
    return scale * x - x.mean()
'''

FILES = {
    "problem.toml": _PROBLEM,
    "statement.md": _STATEMENT,
    "solution.py": _SOLUTION,
    "warm_up.py": _WARM_UP,
    "submissions/accepted/scaled_first.py": _ACCEPTED,
    "submissions/wrong_answer/mean_not_scaled.py": _SCALED_TOO_EARLY,
    "submissions/wrong_answer/not_centred.py": _NOT_CENTRED,
}
