"""What the driver and most submissions use, at every shape of the cases."""

import jax
import jax.numpy as jnp
import optax
from flax import nnx
from given import Model


def warm_up(hidden, rngs, x, target, decay, steps):
    model = Model(x.shape[-1], hidden, rngs=rngs)
    optimizer = nnx.Optimizer(model, optax.sgd(0.1), wrt=nnx.Param)
    gradients = nnx.grad(lambda model: jnp.mean((model(x) - target) ** 2))(model)
    optimizer.update(model, gradients)
    results = [model(x)]
    for value in jax.tree.leaves(nnx.state(model, nnx.Param)):
        results += [decay * value - value, value + (1 - decay) * value, jnp.copy(value)]
        results += [jnp.zeros_like(value), value * decay, value / 2, jnp.array(value)]
    return results
