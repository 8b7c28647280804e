"""Clips with optax.clip_by_global_norm."""

import jax
import jax.numpy as jnp
import optax
from flax import nnx


def train_step(model, optimizer, batches, max_norm):
    rows = sum(x.shape[0] for x, _ in batches)
    losses, grads = [], []
    for x, target in batches:
        one_loss, one_grads = nnx.value_and_grad(
            lambda model: jnp.sum((model(x) - target) ** 2) / rows
        )(model)
        losses.append(one_loss)
        grads.append(one_grads)
    grads = jax.tree.map(lambda *each: sum(each), *grads)
    norm = optax.tree.norm(grads)
    clipped, _ = optax.clip_by_global_norm(max_norm).update(grads, optax.EmptyState())
    optimizer.update(model, clipped)
    return sum(losses), norm
