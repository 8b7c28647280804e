"""Draws with the stream itself, and uses the variables as arrays."""

import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs: nnx.Rngs):
        self.kernel = nnx.Param(rngs.params.normal((inputs, outputs)) * inputs**-0.5)
        self.bias = nnx.Param(jnp.zeros(outputs))

    def __call__(self, x):
        return x @ self.kernel + self.bias
