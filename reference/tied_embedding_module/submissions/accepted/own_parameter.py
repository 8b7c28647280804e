"""Has the matrix as a parameter of its own."""

import jax.numpy as jnp
from flax import nnx


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, *, rngs):
        embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.matrix = nnx.Param(embed.embedding[...])
        self.hidden = nnx.Linear(features, features, rngs=rngs)

    def __call__(self, tokens):
        x = jnp.take(self.matrix[...], tokens, axis=0)
        x = nnx.tanh(self.hidden(x * jnp.sqrt(x.shape[-1])))
        return jnp.dot(x, self.matrix[...].T)
