"""Only the input is zero in the padding

A cell that reads zeros changes its state all the same. Keep the state in the padding, and put zeros into the outputs."""

import jax
import jax.numpy as jnp
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, inputs, hidden, *, rngs):
        self.cell = nnx.GRUCell(inputs, hidden, rngs=rngs)
        self.hidden = hidden

    def __call__(self, x, lengths):
        batch, time, _ = x.shape
        inside = jnp.arange(time)[:, None] < lengths

        def step(state, now):
            row, valid = now
            row = jnp.where(valid[:, None], row, 0.0)
            new_state, output = self.cell(state, row)
            return new_state, output

        start = jnp.zeros((batch, self.hidden))
        last, outputs = jax.lax.scan(step, start, (x.swapaxes(0, 1), inside))
        return outputs.swapaxes(0, 1), last
