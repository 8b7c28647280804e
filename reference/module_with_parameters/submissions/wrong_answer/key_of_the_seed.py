"""The stream's first key is used itself

rngs.params.key is what the stream makes its keys of. Call the stream to get one: rngs.params()."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = rngs.params.key[...]
        kernel = jax.random.normal(key, (inputs, outputs)) / jnp.sqrt(inputs)
        self.kernel = nnx.Param(kernel)
        self.bias = nnx.Param(jnp.zeros((outputs,)))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
