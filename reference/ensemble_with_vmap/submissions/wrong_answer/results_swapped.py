"""The deviation comes before the mean

The results are in the wrong order: return the mean first, and then the deviation."""

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
        return outputs.std(axis=0), outputs.mean(axis=0)

    def member(self, index):
        graphdef, state = nnx.split(self.models)
        return nnx.merge(graphdef, jax.tree.map(lambda array: array[index], state))
