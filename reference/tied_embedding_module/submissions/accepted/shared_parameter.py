"""Gives the embedding's parameter to a second module."""

import math

from flax import nnx


class Output(nnx.Module):
    def __init__(self, embedding):
        self.embedding = embedding

    def __call__(self, x):
        return x @ self.embedding[...].transpose()


class TiedModel(nnx.Module):
    def __init__(self, vocabulary, features, *, rngs):
        self.embed = nnx.Embed(vocabulary, features, rngs=rngs)
        self.hidden = nnx.Linear(features, features, rngs=rngs)
        self.output = Output(self.embed.embedding)
        self.factor = math.sqrt(features)

    def __call__(self, tokens):
        return self.output(nnx.tanh(self.hidden(self.factor * self.embed(tokens))))
