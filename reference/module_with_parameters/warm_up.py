"""What the driver and most submissions use, at every shape of the cases."""

import jax
import jax.numpy as jnp
from flax import nnx


class Rows(nnx.Module):
    """Parameters of the shapes that occur."""

    def __init__(self, inputs, outputs, key):
        self.table = nnx.Param(jax.random.normal(key, (inputs, outputs)))
        self.row = nnx.Param(jnp.zeros(outputs))

    def __call__(self, x):
        return jnp.tanh(x @ self.table[...] + self.row[...])


def warm_up(inputs, outputs, rngs, x, target):
    rows = Rows(inputs, outputs, rngs.params())
    gradients = nnx.grad(lambda rows: jnp.mean((rows(x) - target) ** 2))(rows)
    parameters = nnx.state(rows, nnx.Param)
    nnx.update(rows, jax.tree.map(lambda p, g: p - g, parameters, gradients))
    table = rows.table[...]
    results = [rows(x), table / jnp.sqrt(0.5), table / inputs, table * 0.5, jnp.ones(outputs)]
    results += [jax.random.uniform(rngs.params(), (inputs, outputs)), jnp.dot(x, table)]
    results += [jax.random.normal(rngs.params(), (outputs,)), x @ table - rows.row[...]]
    results += [jnp.zeros((outputs,)), jnp.einsum("bi,io->bo", x, table)]
    return results
