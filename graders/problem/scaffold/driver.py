"""A new problem with a driver: several functions, and calls that belong together."""

_PROBLEM = """\
# Every key is described in docs/writing-a-problem.md. An unknown one is an error.
name = "@NAME@"
title = @TITLE_IN_TOML@
difficulty = "easy"
tags = []

# What a submission must define. driver.py calls it, with these arguments of each case.
[entry_point]
defines = ["start", "update"]
parameters = ["x"]

# How far an output may be off. Others: { comparator = "exact" }, "ulp", "up_to_permutation".
[tolerance]
rtol = 1e-4
atol = 1e-5

# Given cases. A sample shows the learner its arguments and the expected values.
[[cases]]
name = "sample"
visibility = "sample"
arguments = { x = { dtype = "float32", values = [[1.0, -2.0], [3.0, 4.0]] } }

# Drawn cases: fresh ones for every submission. Few rows of the grid: each may have to be compiled.
[[generators]]
name = "random"
count = 4
grid = { axes = ["rows", "n"], shapes = [[3, 2], [5, 4]] }
arguments = { x = { distribution = "normal", mean = 1.0, shape = ["rows", "n"] } }
"""

_STATEMENT = """\
# @TITLE@

Keep the mean of all rows seen so far. Write two functions:

- `start(features)` returns the state before the first row, in any form that you like;
- `update(state, row)` returns the state with one more row, and the mean of all rows up to it.

The judge starts once, and passes the state on from row to row.

| argument | is |
| --- | --- |
| `features` | a Python integer |
| `state` | what `start` or the last `update` returned |
| `row` | a `float32` array of shape `(features,)` |

Example: for the rows `[1.0, -2.0]` and `[3.0, 4.0]` the means are `[1.0, -2.0]` and `[2.0, 1.0]`.
"""

_DRIVER = '''\
"""Makes the calls of one case. Learners can find out what is in here; it runs beside their code.

`submission` is the learner's module. What is returned is compared with what the reference gives.
"""

import jax.numpy as jnp


def drive(submission, x):
    state = submission.start(x.shape[1])
    means = []
    for row in x:
        state, mean = submission.update(state, row)
        means.append(mean)
    return jnp.stack(means)
'''

_STARTER = """\
import jax.numpy as jnp


def start(features):
    raise NotImplementedError


def update(state, row):
    raise NotImplementedError
"""

_SOLUTION = '''\
"""The reference: its outputs are the expected ones."""

import jax.numpy as jnp


def start(features):
    return jnp.zeros(features), 0


def update(state, row):
    total, count = state
    total, count = total + row, count + 1
    return (total, count), total / count
'''

_WARM_UP = '''\
"""What submissions will use, to have it compiled before they come. They can read this file.

Called on the samples, and once for each row of each grid.
"""

import jax.numpy as jnp


def warm_up(x):
    total = jnp.zeros(x.shape[1])
    for row in x:
        total = total + row
    return jnp.stack([total / 2, total - row, total * 2])
'''

_ACCEPTED = '''\
"""Another right way. Add one for each that you can think of."""

import jax.numpy as jnp


def start(features):
    return {"mean": jnp.zeros(features), "count": 0}


def update(state, row):
    count = state["count"] + 1
    mean = state["mean"] + (row - state["mean"]) / count
    return {"mean": mean, "count": count}, mean
'''

_STATE_NOT_PASSED_ON = '''\
"""Earlier rows are forgotten

The state that is returned is the one that came in. Return one with the new row in it.
"""

import jax.numpy as jnp


def start(features):
    return jnp.zeros(features), 0


def update(state, row):
    total, count = state
    return state, (total + row) / (count + 1)
'''

_NOT_DIVIDED = '''\
"""The sum is returned, not the mean

Divide the sum of the rows by their number.
"""

import jax.numpy as jnp


def start(features):
    return jnp.zeros(features)


def update(state, row):
    return state + row, state + row
'''

FILES = {
    "problem.toml": _PROBLEM,
    "statement.md": _STATEMENT,
    "driver.py": _DRIVER,
    "starter.py": _STARTER,
    "solution.py": _SOLUTION,
    "warm_up.py": _WARM_UP,
    "submissions/accepted/mean_moved.py": _ACCEPTED,
    "submissions/wrong_answer/state_not_passed_on.py": _STATE_NOT_PASSED_ON,
    "submissions/wrong_answer/not_divided.py": _NOT_DIVIDED,
}
