"""The kernel has the shape (outputs, inputs)

The kernel is stored transposed. Its shape is (inputs, outputs), so that x @ kernel needs no transposing."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = rngs.params()
        kernel = jax.random.normal(key, (outputs, inputs)) / jnp.sqrt(inputs)
        self.kernel = nnx.Param(kernel)
        self.bias = nnx.Param(jnp.zeros((outputs,)))

    def __call__(self, x):
        return x @ self.kernel[...].T + self.bias[...]
