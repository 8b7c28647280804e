"""The bias is no nnx.Param

The bias stands in the module as an array, so that it gets no gradient and is not trained. Wrap it: self.bias = nnx.Param(...)."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = rngs.params()
        kernel = jax.random.normal(key, (inputs, outputs)) / jnp.sqrt(inputs)
        self.kernel = nnx.Param(kernel)
        self.bias = jnp.zeros((outputs,))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
