"""The member is a new model

The member has new random parameters. It is one of those in the ensemble."""

import jax
from flax import nnx

from given import MLP


class Ensemble(nnx.Module):
    def __init__(self, members, inputs, hidden, *, rngs):
        @nnx.split_rngs(splits=members)
        @nnx.vmap
        def make(rngs):
            return MLP(inputs, hidden, rngs=rngs)

        self.models = make(rngs)

    def __call__(self, x):
        outputs = nnx.vmap(lambda model, x: model(x), in_axes=(0, None))(self.models, x)
        return outputs.mean(axis=0), outputs.std(axis=0)

    def member(self, index):
        _, inputs, hidden = self.models.hidden.kernel.shape
        return MLP(inputs, hidden, rngs=nnx.Rngs(index))
