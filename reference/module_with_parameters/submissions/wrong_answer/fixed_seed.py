"""The kernel is drawn from another nnx.Rngs

The kernel is drawn from a generator of its own, and not from the rngs that was given. Draw the key with rngs.params()."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = nnx.Rngs(0).params()
        kernel = jax.random.normal(key, (inputs, outputs)) / jnp.sqrt(inputs)
        self.kernel = nnx.Param(kernel)
        self.bias = nnx.Param(jnp.zeros((outputs,)))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
