"""Maps over the rows, and names the axes."""

import math

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        self.bias = nnx.Param(jnp.full(outputs, 0.0))
        self.kernel = nnx.Param(jax.random.normal(rngs(), (inputs, outputs)) / math.sqrt(inputs))

    def __call__(self, x):
        kernel, bias = self.kernel[...], self.bias[...]
        return jax.vmap(lambda row: jnp.einsum("i,io->o", row, kernel) + bias)(x)
