"""What the driver and most submissions use, at every shape of the cases."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Block


def warm_up(hidden, depth, rngs, x):
    blocks = nnx.List([Block(x.shape[-1], hidden, rngs=rngs) for _ in range(depth)])
    graphdef, parameters = nnx.split(blocks)
    again = nnx.remat(lambda block, x: block(x) - x)

    def through(parameters, x, function):
        y = x
        for block in nnx.merge(graphdef, parameters):
            y = function(block, y)
        return jnp.mean(y**2), y

    results = []
    for function in (again, lambda block, x: block(x)):
        value, backward, y = jax.vjp(
            lambda parameters, x, function=function: through(parameters, x, function),
            parameters,
            x,
            has_aux=True,
        )
        results += [y, backward(jnp.ones_like(value))]
    return jax.tree.leaves(results)
