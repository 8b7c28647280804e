"""Splits a key, and maps over the keys."""

import jax
import jax.numpy as jnp
from flax import nnx

from given import MLP


class Ensemble(nnx.Module):
    def __init__(self, members, inputs, hidden, *, rngs):
        keys = jax.random.split(rngs.params(), members)
        self.models = nnx.vmap(lambda key: MLP(inputs, hidden, rngs=nnx.Rngs(key)))(keys)

    def __call__(self, x):
        graphdef, state = nnx.split(self.models)
        y = jax.vmap(lambda state: nnx.merge(graphdef, state)(x))(state)
        mean = y.mean(axis=0)
        return mean, jnp.sqrt(jnp.mean((y - mean) ** 2, axis=0))

    def member(self, index):
        model = nnx.clone(self.models)
        nnx.update(model, jax.tree.map(lambda array: array[index], nnx.state(self.models)))
        return model
