"""Writes a member's parameters into a model of its own."""

import jax
from flax import nnx

from given import MLP


class Ensemble(nnx.Module):
    def __init__(self, members, inputs, hidden, rngs):
        @nnx.split_rngs(splits=members)
        @nnx.vmap(in_axes=0, out_axes=0)
        def make(rngs):
            return MLP(inputs, hidden, rngs=rngs)

        self.sizes = (inputs, hidden)
        self.models = make(rngs)

    def __call__(self, x):
        @nnx.vmap(in_axes=(None, 0), out_axes=1)
        def call(x, model):
            return model(x)[:, 0]

        y = call(x, self.models)
        return y.mean(axis=1, keepdims=True), y.std(axis=1, keepdims=True)

    def member(self, index):
        model = MLP(*self.sizes, rngs=nnx.Rngs(0))
        nnx.update(model, jax.tree.map(lambda array: array[index], nnx.state(self.models)))
        return model
