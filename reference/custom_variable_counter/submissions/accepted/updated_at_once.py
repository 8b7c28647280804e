"""Computes the new statistics as a function of the old ones, and updates the module with them."""

import jax.numpy as jnp
from flax import nnx


class Statistic(nnx.Variable):
    pass


def watched(calls, mean, x):
    calls = calls + 1
    return calls, mean + (jnp.sum(x, axis=0) / len(x) - mean) / calls


class Centre(nnx.Module):
    def __init__(self, *, features):
        self.scale = nnx.Param(jnp.ones(features))
        self.calls = Statistic(jnp.array(0))
        self.mean = Statistic(jnp.zeros(features))

    def __call__(self, x):
        calls, mean = watched(self.calls[...], self.mean[...], x)
        nnx.update(self, {"calls": calls, "mean": mean})
        return (x - mean) * self.scale[...]
