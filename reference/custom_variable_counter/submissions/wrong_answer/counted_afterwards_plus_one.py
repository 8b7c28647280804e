"""The count is one too high where it divides

The difference is divided by calls + 1, and this call is counted already. Divide by calls."""

import jax.numpy as jnp
from flax import nnx


class Statistic(nnx.Variable):
    pass


class Centre(nnx.Module):
    def __init__(self, features):
        self.scale = nnx.Param(jnp.ones(features))
        self.calls = Statistic(jnp.array(0))
        self.mean = Statistic(jnp.zeros(features))

    def __call__(self, x):
        self.calls[...] += 1
        batch_mean = jnp.mean(x, axis=0)
        self.mean[...] += (batch_mean - self.mean[...]) / (self.calls[...] + 1)
        return (x - self.mean[...]) * self.scale[...]
