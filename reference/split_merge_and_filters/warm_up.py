"""What the driver and most submissions use, at every shape of the cases."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Model


def warm_up(hidden, rngs, x):
    model = Model(x.shape[-1], hidden, rngs=rngs)
    graphdef, parameters, others = nnx.split(model, nnx.Param, ...)

    @jax.jit
    def through(parameters, others, x):
        model = nnx.merge(graphdef, parameters, others)
        output = model(x)
        return output, nnx.state(model, nnx.Not(nnx.Param))

    def loss(parameters):
        return jnp.mean(through(parameters, others, x)[0] ** 2)

    results = [through(parameters, others, x), jax.grad(loss)(parameters)]
    return jax.tree.leaves(results)
