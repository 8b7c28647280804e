"""Splits the random numbers by their method."""

import jax
import jax.numpy as jnp
from flax import nnx

from given import MLP


class Ensemble(nnx.Module):
    def __init__(self, members, inputs, hidden, *, rngs):
        self.stack = nnx.vmap(lambda rngs: MLP(inputs, hidden, rngs=rngs))(rngs.split(members))

    def __call__(self, x):
        @nnx.vmap(in_axes=(0, None))
        def forward(model, x):
            return model(x)

        y = forward(self.stack, x)
        return jnp.mean(y, axis=0), jnp.std(y, axis=0)

    def member(self, index):
        graphdef, state = nnx.split(self.stack)
        return nnx.merge(graphdef, jax.tree.map(lambda array: array[index], state))
