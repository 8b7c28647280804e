"""Writes into arrays in a fori_loop."""

import jax
import jax.numpy as jnp
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, inputs, hidden, *, rngs):
        self.cell = nnx.GRUCell(inputs, hidden, rngs=rngs)
        self.hidden = hidden

    def __call__(self, x, lengths):
        batch, time, _ = x.shape

        def body(t, carry):
            state, outputs = carry
            new, output = self.cell(state, x[:, t])
            inside = (t < lengths)[:, None]
            outputs = outputs.at[:, t].set(jnp.where(inside, output, 0.0))
            return jnp.where(inside, new, state), outputs

        start = jnp.zeros((batch, self.hidden)), jnp.zeros((batch, time, self.hidden))
        last, outputs = jax.lax.fori_loop(0, time, body, start)
        return outputs, last
