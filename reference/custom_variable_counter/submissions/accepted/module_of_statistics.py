"""Gives the type a method that moves its array."""

import jax.numpy as jnp
from flax import nnx


class Statistic(nnx.Variable):
    def move(self, value, share):
        self[...] += (value - self[...]) * share


class Centre(nnx.Module):
    def __init__(self, features):
        self.scale = nnx.Param(jnp.ones(features))
        self.calls = Statistic(jnp.array(0))
        self.mean = Statistic(jnp.zeros(features))

    def __call__(self, x):
        self.calls[...] += 1
        self.mean.move(jnp.average(x, axis=0), 1 / self.calls[...])
        return jnp.multiply(x - self.mean[...], self.scale[...])
