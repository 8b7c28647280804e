"""The bias has two axes

The bias has the shape (1, outputs). Its shape is (outputs,): adding repeats it for every row by itself."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = rngs.params()
        kernel = jax.random.normal(key, (inputs, outputs)) / jnp.sqrt(inputs)
        self.kernel = nnx.Param(kernel)
        self.bias = nnx.Param(jnp.zeros((1, outputs)))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
