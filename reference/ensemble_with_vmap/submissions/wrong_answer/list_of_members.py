"""The members are a list of models

Each member has parameters of its own. Make one MLP, whose parameters have an axis for the members in front."""

import jax
import jax.numpy as jnp
from flax import nnx

from given import MLP


class Ensemble(nnx.Module):
    def __init__(self, members, inputs, hidden, *, rngs):
        keys = jax.random.split(rngs.params(), members)
        self.models = nnx.List([MLP(inputs, hidden, rngs=nnx.Rngs(key)) for key in keys])

    def __call__(self, x):
        outputs = jnp.stack([model(x) for model in self.models])
        return outputs.mean(axis=0), outputs.std(axis=0)

    def member(self, index):
        return self.models[index]
