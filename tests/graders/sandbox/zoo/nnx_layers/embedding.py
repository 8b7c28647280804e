"""Embeddings, looked up and attended to, with a gradient."""

import jax.numpy as jnp
from flax import nnx


def program(x):
    embed = nnx.Embed(7, 4, rngs=nnx.Rngs(2))
    tokens = jnp.array([[1, 6], [0, 1]])
    gradient = nnx.grad(lambda e: (e(tokens) ** 2).sum())(embed)
    return embed(tokens), embed.attend(x), gradient
