"""There is an update for each micro-batch

The model is updated after every micro-batch. Add up all gradients first, and update once."""

import jax
import jax.numpy as jnp
from flax import nnx


def loss_fn(model, x, target):
    return jnp.mean((model(x) - target) ** 2)


def train_step(model, optimizer, batches, max_norm):
    rows = sum(len(x) for x, target in batches)
    loss = 0.0
    total = jax.tree.map(jnp.zeros_like, nnx.state(model, nnx.Param))
    for x, target in batches:
        share = len(x) / rows
        one_loss, grads = nnx.value_and_grad(loss_fn)(model, x, target)
        loss += share * one_loss
        total = jax.tree.map(lambda total, g: total + share * g, total, grads)
        norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(grads)))
        scale = jnp.minimum(1.0, max_norm / norm)
        optimizer.update(model, jax.tree.map(lambda g: scale * g, grads))
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(total)))
    return loss, norm
