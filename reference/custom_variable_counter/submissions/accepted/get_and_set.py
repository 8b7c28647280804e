"""Reads and writes by methods, and weighs the means by hand."""

import jax.numpy as jnp
from flax import nnx


class Statistic(nnx.Variable):
    """Seen so far."""


class Centre(nnx.Module):
    def __init__(self, features: int):
        self.mean = Statistic(jnp.zeros((features,), jnp.float32))
        self.calls = Statistic(jnp.zeros((), jnp.int32))
        self.scale = nnx.Param(jnp.ones((features,)))

    def __call__(self, x):
        before = self.calls.get_value()
        total = self.mean.get_value() * before + x.mean(axis=0)
        self.calls.set_value(before + 1)
        self.mean.set_value(total / (before + 1))
        return self.scale * (x - self.mean)
