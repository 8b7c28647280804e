"""Writes it for one sequence, and maps it over the batch."""

import jax
import jax.numpy as jnp
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, inputs, hidden, *, rngs):
        self.cell = nnx.GRUCell(in_features=inputs, hidden_features=hidden, rngs=rngs)
        self.size = hidden

    def __call__(self, x, lengths):
        def encode(rows, length):
            _, states = jax.lax.scan(self.cell, jnp.zeros(self.size), rows)
            inside = jnp.arange(len(rows)) < length
            return jnp.where(inside[:, None], states, 0.0), states[length - 1]

        return jax.vmap(encode)(x, lengths)
