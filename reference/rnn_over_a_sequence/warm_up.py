"""What most submissions use, at every shape of the cases: a cell, a scan, masks."""

import jax
import jax.numpy as jnp
from flax import nnx


def warm_up(inputs, hidden, rngs, x, lengths):
    batch, time, _ = x.shape
    cell = nnx.GRUCell(inputs, hidden, rngs=rngs)
    state = jnp.zeros((batch, hidden))
    mask = jnp.arange(time) < lengths[:, None]
    turned = x.swapaxes(0, 1)
    results = [mask, turned, mask.T, jnp.ones((batch, hidden)), lengths - 1]
    new, output = cell(state, x[:, 0])
    rows = jnp.stack([output + step for step in range(time)], axis=1)
    turned_rows = jnp.stack([output + step for step in range(time)])
    results += [jnp.where(mask[..., None], rows, 2.0), jnp.where(mask[:, :1], new, state), rows]
    results += [rows * mask[..., None], rows[:, -1], rows[jnp.arange(batch), lengths - 1]]
    results += [turned_rows, turned_rows.swapaxes(0, 1), jnp.moveaxis(x, 1, 0)]
    results += [nnx.RNN(cell, return_carry=True)(x, seq_lengths=lengths)]
    results += [jax.lax.scan(lambda state, row: cell(state + 1, row), state, turned)]
    over_time = nnx.scan(
        lambda cell, state, row: cell(state, row),
        in_axes=(None, nnx.Carry, 1),
        out_axes=(nnx.Carry, 1),
    )
    results += [over_time(cell, state, x)]
    return jax.tree.leaves(results)
