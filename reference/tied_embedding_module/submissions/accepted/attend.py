"""Uses the embedding's own method for the logits."""

from flax import nnx


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, rngs):
        self.tokens = nnx.Embed(num_embeddings=vocabulary, features=features, rngs=rngs)
        self.layer = nnx.Linear(features, features, rngs=rngs)

    def __call__(self, tokens):
        x = self.tokens(tokens)
        x = self.layer(x * x.shape[-1] ** 0.5)
        return self.tokens.attend(nnx.tanh(x))
