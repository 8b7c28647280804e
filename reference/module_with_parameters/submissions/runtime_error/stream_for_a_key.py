"""A stream stands where a key is needed

rngs.params is the stream. Call it to get a key: rngs.params()."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = rngs.params
        kernel = jax.random.normal(key, (inputs, outputs)) / jnp.sqrt(inputs)
        self.kernel = nnx.Param(kernel)
        self.bias = nnx.Param(jnp.zeros((outputs,)))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
