"""A small language model whose output layer is its embedding."""

import jax
from flax import nnx


class TiedModel(nnx.Module):
    """Scores for the next token, by one matrix at both ends."""

    def __init__(self, vocabulary: int, features: int, *, rngs: nnx.Rngs) -> None:
        self.embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.hidden = nnx.Linear(features, features, rngs=rngs)
        self.scale = features**0.5

    def __call__(self, tokens: jax.Array) -> jax.Array:
        """The logits, of shape `(batch, length, vocabulary)`."""
        x = self.scale * self.embed(tokens)
        return self.embed.attend(nnx.tanh(self.hidden(x)))
