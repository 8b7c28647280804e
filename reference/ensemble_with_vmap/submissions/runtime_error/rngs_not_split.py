"""The rngs are mapped over without a split

nnx.vmap needs an axis to map over, and a key that was not split has none. Put nnx.split_rngs(splits=members) above it."""

import jax
from flax import nnx

from given import MLP


class Ensemble(nnx.Module):
    def __init__(self, members, inputs, hidden, *, rngs):
        @nnx.vmap
        def make(rngs):
            return MLP(inputs, hidden, rngs=rngs)

        self.models = make(rngs)

    def __call__(self, x):
        outputs = nnx.vmap(lambda model, x: model(x), in_axes=(0, None))(self.models, x)
        return outputs.mean(axis=0), outputs.std(axis=0)

    def member(self, index):
        graphdef, state = nnx.split(self.models)
        return nnx.merge(graphdef, jax.tree.map(lambda array: array[index], state))
