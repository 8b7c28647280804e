"""range() gets a length that is an array

range needs one Python number, and there is a length for each sequence. Go over all steps, and mask."""

import jax
import jax.numpy as jnp
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, inputs, hidden, *, rngs):
        self.cell = nnx.GRUCell(inputs, hidden, rngs=rngs)
        self.hidden = hidden

    def __call__(self, x, lengths):
        batch, time, _ = x.shape
        inside = jnp.array([t < time for t in range(lengths)])[:, None] & (lengths > 0)

        def step(state, now):
            row, valid = now
            valid = valid[:, None]
            new_state, output = self.cell(state, row)
            state = jnp.where(valid, new_state, state)
            return state, jnp.where(valid, output, 0.0)

        start = jnp.zeros((batch, self.hidden))
        last, outputs = jax.lax.scan(step, start, (x.swapaxes(0, 1), inside))
        return outputs.swapaxes(0, 1), last
