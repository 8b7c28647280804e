"""A running mean and a count of calls, in variables of a type of their own."""

import jax
import jax.numpy as jnp
from flax import nnx


class Statistic(nnx.Variable[jax.Array]):
    """What a module has seen: part of its state, and not trained."""


class Centre(nnx.Module):
    """Subtracts the mean of all batches up to this one."""

    def __init__(self, features: int) -> None:
        self.scale = nnx.Param(jnp.ones(features))
        self.calls = Statistic(jnp.array(0))
        self.mean = Statistic(jnp.zeros(features))

    def __call__(self, x: jax.Array) -> jax.Array:
        """What is left of the rows, of shape `(batch, features)`."""
        self.calls[...] += 1
        self.mean[...] += (jnp.mean(x, axis=0) - self.mean[...]) / self.calls[...]
        return (x - self.mean[...]) * self.scale[...]
