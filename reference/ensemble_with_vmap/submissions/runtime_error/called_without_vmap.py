"""The stacked model is called as if it were one

Its parameters have an axis for the members, which a call does not expect. Map over it with nnx.vmap."""

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
        outputs = self.models(x)
        return outputs.mean(axis=0), outputs.std(axis=0)

    def member(self, index):
        graphdef, state = nnx.split(self.models)
        return nnx.merge(graphdef, jax.tree.map(lambda array: array[index], state))
