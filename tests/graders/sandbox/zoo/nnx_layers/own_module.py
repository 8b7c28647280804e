"""A module of one's own with its own kind of variable, and values that it notes."""

import jax.numpy as jnp
from flax import nnx


class Count(nnx.Variable):
    pass


class Model(nnx.Module):
    def __init__(self, rngs):
        self.scale = nnx.Param(jnp.ones(4) * 0.5)
        self.calls = Count(jnp.array(0))
        self.noise = rngs.params()

    def __call__(self, v):
        self.calls[...] += 1
        y = v * self.scale
        self.sow(nnx.Intermediate, "mean", y.mean())
        return y


def program(x):
    model = Model(nnx.Rngs(14))
    results = [model(x), model(x * 2)]
    noted = nnx.pop(model, nnx.Intermediate)
    return results, model.calls[...], noted, model.noise, nnx.state(model, Count)
