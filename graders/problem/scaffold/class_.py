"""A new problem that asks for a module: a class that is constructed and called."""

_PROBLEM = """\
# Every key is described in docs/writing-a-problem.md. An unknown one is an error.
name = "@NAME@"
title = @TITLE_IN_TOML@
difficulty = "easy"
tags = ["flax", "nnx"]

# What a submission must define. Each case constructs one, by name, with the first of its
# arguments, and calls it with the others.
[entry_point]
class = "@CLASS@"
constructor = ["features", "rngs"]
parameters = ["features", "rngs", "x"]

# How far an output may be off. Others: { comparator = "exact" }, "ulp", "up_to_permutation".
[tolerance]
rtol = 1e-4
atol = 1e-5

# Given cases. A sample shows the learner its arguments and the expected values.
[[cases]]
name = "sample"
visibility = "sample"
arguments = { features = 2, rngs = { rngs = 0 }, x = { dtype = "float32", values = [1.0, -2.0] } }

# Drawn cases: fresh ones for every submission. Few rows of the grid: each may have to be compiled.
[[generators]]
name = "random"
count = 4
grid = { axes = ["n"], shapes = [[3], [8]] }

[generators.arguments]
features = { axis = "n", number = "int" }
rngs = { distribution = "rngs" }
x = { distribution = "normal", shape = ["n"] }

# New layers have biases of zero, which hides whether they are used: here they are random.
[[generators]]
name = "trained biases"
count = 2
probe = "nonzero_bias_init"
grid = { axes = ["n"], shapes = [[3], [8]] }

[generators.arguments]
features = { axis = "n", number = "int" }
rngs = { distribution = "rngs" }
x = { distribution = "normal", shape = ["n"] }
"""

_STATEMENT = """\
# @TITLE@

Write a module `@CLASS@(features, *, rngs)`. It has one `nnx.Linear` layer from `features` to
`features`, made from `rngs`. Called with `x`, it returns `x` plus what the layer makes of it.

| argument | is |
| --- | --- |
| `features` | a Python integer |
| `rngs` | an `nnx.Rngs` |
| `x` | a `float32` array of shape `(features,)` |

Example: with `module = @CLASS@(2, rngs=nnx.Rngs(0))`, `module(jnp.array([1.0, -2.0]))` is an array
of shape `(2,)`.
"""

_SOLUTION = '''\
"""The reference: its outputs are the expected ones."""

from flax import nnx


class @CLASS@(nnx.Module):
    def __init__(self, features, *, rngs):
        self.linear = nnx.Linear(features, features, rngs=rngs)

    def __call__(self, x):
        return x + self.linear(x)
'''

_WARM_UP = '''\
"""What submissions will use, to have it compiled before they come. They can read this file.

Called on the samples, and once for each row of each grid.
"""

from flax import nnx


def warm_up(features, rngs, x):
    linear = nnx.Linear(features, features, rngs=rngs)
    y = linear(x)
    return [y + x, y + y, x @ linear.kernel[...] + linear.bias[...]]
'''

_ACCEPTED = '''\
"""Another right way. Add one for each that you can think of."""

from flax import nnx


class @CLASS@(nnx.Module):
    def __init__(self, features, rngs):
        self.layers = nnx.List([nnx.Linear(features, features, rngs=rngs)])

    def __call__(self, x):
        y = x
        for layer in self.layers:
            y = y + layer(y)
        return y
'''

_INPUT_NOT_ADDED = '''\
"""The input is not added

The output is the layer's alone. Return x plus what the layer makes of it.
"""

from flax import nnx


class @CLASS@(nnx.Module):
    def __init__(self, features, *, rngs):
        self.linear = nnx.Linear(features, features, rngs=rngs)

    def __call__(self, x):
        return self.linear(x)
'''

_NO_BIAS = '''\
"""The layer has no bias

nnx.Linear has a bias unless use_bias=False is given.
"""

from flax import nnx


class @CLASS@(nnx.Module):
    def __init__(self, features, *, rngs):
        self.linear = nnx.Linear(features, features, use_bias=False, rngs=rngs)

    def __call__(self, x):
        return x + self.linear(x)
'''

FILES = {
    "problem.toml": _PROBLEM,
    "statement.md": _STATEMENT,
    "solution.py": _SOLUTION,
    "warm_up.py": _WARM_UP,
    "submissions/accepted/layers_in_a_list.py": _ACCEPTED,
    "submissions/wrong_answer/input_not_added.py": _INPUT_NOT_ADDED,
    "submissions/wrong_answer/no_bias.py": _NO_BIAS,
}
