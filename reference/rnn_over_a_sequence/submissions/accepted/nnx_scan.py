"""Scans over time with nnx.scan."""

import jax.numpy as jnp
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, inputs, hidden, *, rngs):
        self.cell = nnx.GRUCell(inputs, hidden, rngs=rngs)
        self.hidden = hidden

    def __call__(self, x, lengths):
        @nnx.scan(in_axes=(None, nnx.Carry, 1), out_axes=(nnx.Carry, 1))
        def over_time(cell, carry, row):
            state, step = carry
            new, output = cell(state, row)
            inside = (step < lengths)[:, None]
            return (jnp.where(inside, new, state), step + 1), jnp.where(inside, output, 0)

        start = (jnp.zeros((x.shape[0], self.hidden)), jnp.array(0))
        (last, _), outputs = over_time(self.cell, start, x)
        return outputs, last
