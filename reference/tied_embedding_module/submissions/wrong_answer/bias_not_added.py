"""The linear layer's bias is not added

Only the linear layer's kernel is used. Call the layer, or add its bias."""

import jax.numpy as jnp
from flax import nnx


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, *, rngs):
        self.embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.hidden = nnx.Linear(features, features, rngs=rngs)
        self.features = features

    def __call__(self, tokens):
        x = self.embed(tokens) * jnp.sqrt(self.features)
        x = nnx.tanh(x @ self.hidden.kernel[...])
        return x @ self.embed.embedding[...].T
