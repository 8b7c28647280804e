"""A linear layer whose parameters are made by hand."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    """`x @ kernel + bias`."""

    def __init__(self, inputs: int, outputs: int, *, rngs: nnx.Rngs) -> None:
        drawn = jax.random.normal(rngs.params(), (inputs, outputs))
        self.kernel = nnx.Param(drawn / jnp.sqrt(inputs))
        self.bias = nnx.Param(jnp.zeros(outputs))

    def __call__(self, x: jax.Array) -> jax.Array:
        """The output, of shape `(batch, outputs)`."""
        return x @ self.kernel[...] + self.bias[...]
