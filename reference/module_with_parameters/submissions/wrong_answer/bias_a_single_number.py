"""The bias is one number for all outputs

The bias has one number, which is added everywhere. It has one for each output: shape (outputs,)."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = rngs.params()
        kernel = jax.random.normal(key, (inputs, outputs)) / jnp.sqrt(inputs)
        self.kernel = nnx.Param(kernel)
        self.bias = nnx.Param(jnp.zeros(()))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
