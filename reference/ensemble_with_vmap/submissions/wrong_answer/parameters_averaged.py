"""The parameters are averaged, not the outputs

The mean is what a model with the mean of all parameters computes. Take the mean of the outputs."""

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
        graphdef, state = nnx.split(self.models)
        average = nnx.merge(graphdef, jax.tree.map(lambda array: array.mean(axis=0), state))
        return average(x), outputs.std(axis=0)

    def member(self, index):
        graphdef, state = nnx.split(self.models)
        return nnx.merge(graphdef, jax.tree.map(lambda array: array[index], state))
