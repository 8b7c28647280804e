"""Uses nnx.RNN."""

import jax.numpy as jnp
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, inputs, hidden, rngs):
        self.rnn = nnx.RNN(nnx.GRUCell(inputs, hidden, rngs=rngs), return_carry=True)

    def __call__(self, x, lengths):
        last, outputs = self.rnn(x, seq_lengths=lengths)
        padding = jnp.arange(x.shape[1])[None, :, None] >= lengths[:, None, None]
        return jnp.where(padding, 0.0, outputs), last
