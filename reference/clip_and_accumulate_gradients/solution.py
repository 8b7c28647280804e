"""One update from many micro-batches, by a gradient that is not too long."""

from collections.abc import Sequence

import jax
import jax.numpy as jnp
import optax
from flax import nnx


def _mean_squared_error(model: nnx.Module, x: jax.Array, target: jax.Array) -> jax.Array:
    """The mean over the rows of one micro-batch, of shape `()`."""
    return jnp.mean((model(x) - target) ** 2)


def train_step(
    model: nnx.Module,
    optimizer: nnx.Optimizer[nnx.Module],
    batches: Sequence[tuple[jax.Array, jax.Array]],
    max_norm: float,
) -> tuple[jax.Array, jax.Array]:
    """The loss over all rows, and the norm of its gradient before clipping, each of shape `()`."""
    rows = sum(len(x) for x, _ in batches)
    loss, total = 0.0, jax.tree.map(jnp.zeros_like, nnx.state(model, nnx.Param))
    for x, target in batches:
        share = len(x) / rows
        mean, gradients = nnx.value_and_grad(_mean_squared_error)(model, x, target)
        loss += share * mean
        total = optax.tree.add_scale(total, share, gradients)
    norm = optax.tree.norm(total)
    optimizer.update(model, optax.tree.scale((max_norm / norm).clip(max=1.0), total))
    return loss, norm
