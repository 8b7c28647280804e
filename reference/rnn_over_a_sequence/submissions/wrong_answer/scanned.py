"""The loop over time is one of Python

A loop of Python is compiled as long as the sequence is. Use jax.lax.scan, nnx.scan or nnx.RNN."""

import jax.numpy as jnp
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, inputs, hidden, *, rngs):
        self.cell = nnx.GRUCell(inputs, hidden, rngs=rngs)
        self.hidden = hidden

    def __call__(self, x, lengths):
        batch, time, _ = x.shape
        state = jnp.zeros((batch, self.hidden))
        outputs = []
        for t in range(time):
            valid = (t < lengths)[:, None]
            new_state, output = self.cell(state, x[:, t])
            state = jnp.where(valid, new_state, state)
            outputs.append(jnp.where(valid, output, 0.0))
        return jnp.stack(outputs, axis=1), state
