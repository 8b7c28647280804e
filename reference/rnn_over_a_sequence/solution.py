"""A recurrent cell over sequences of different lengths."""

import jax
import jax.numpy as jnp
from flax import nnx


@nnx.scan(in_axes=(None, nnx.Carry, 1, 1), out_axes=(nnx.Carry, 1))
def _over_time(
    cell: nnx.GRUCell, state: jax.Array, row: jax.Array, inside: jax.Array
) -> tuple[jax.Array, jax.Array]:
    """The state after a step, and its output; a sequence that has ended keeps its state."""
    new, output = cell(state, row)
    return jnp.where(inside, new, state), jnp.where(inside, output, 0.0)


class Encoder(nnx.Module):
    """Reads sequences with one cell, and remembers how each ended."""

    def __init__(self, inputs: int, hidden: int, *, rngs: nnx.Rngs) -> None:
        self.cell = nnx.GRUCell(inputs, hidden, rngs=rngs)

    def __call__(self, x: jax.Array, lengths: jax.Array) -> tuple[jax.Array, jax.Array]:
        """Outputs of shape `(batch, time, hidden)`, and last states of `(batch, hidden)`."""
        start = jnp.zeros((len(x), self.cell.hidden_features))
        inside = jnp.arange(x.shape[1])[:, None] < lengths[:, None, None]
        last, outputs = _over_time(self.cell, start, x, inside)
        return outputs, last
