"""The bias starts at random numbers

The bias is drawn like the kernel. It starts at zeros."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = rngs.params()
        kernel = jax.random.normal(key, (inputs, outputs)) / jnp.sqrt(inputs)
        self.kernel = nnx.Param(kernel)
        self.bias = nnx.Param(jax.random.normal(rngs.params(), (outputs,)))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
