"""The micro-batches are added, and not averaged

The means of the micro-batches are added up as they are. Multiply each by its share of all rows, len(x) / rows."""

import jax
import jax.numpy as jnp
from flax import nnx


def loss_fn(model, x, target):
    return jnp.mean((model(x) - target) ** 2)


def train_step(model, optimizer, batches, max_norm):
    rows = sum(len(x) for x, target in batches)
    loss = 0.0
    grads = jax.tree.map(jnp.zeros_like, nnx.state(model, nnx.Param))
    for x, target in batches:
        share = 1.0
        one_loss, one_grads = nnx.value_and_grad(loss_fn)(model, x, target)
        loss += share * one_loss
        grads = jax.tree.map(lambda total, g: total + share * g, grads, one_grads)
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(grads)))
    scale = jnp.minimum(1.0, max_norm / norm)
    grads = jax.tree.map(lambda g: scale * g, grads)
    optimizer.update(model, grads)
    return loss, norm
