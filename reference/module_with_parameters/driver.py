"""Makes a layer, and takes one step of gradient descent with it."""

import jax
import jax.numpy as jnp
from flax import nnx


def drive(submission, inputs, outputs, rngs, x, target):
    layer = submission.Dense(inputs=inputs, outputs=outputs, rngs=rngs)
    new = layer(x)
    gradients = nnx.grad(lambda layer: jnp.mean((layer(x) - target) ** 2))(layer)
    parameters = nnx.state(layer, nnx.Param)
    nnx.update(layer, jax.tree.map(lambda p, g: p - g, parameters, gradients))
    return {"new": new, "trained": layer(x), "state": nnx.state(layer)}
