"""Puts the micro-batches together."""

import jax
import jax.numpy as jnp
from flax import nnx


def train_step(model, optimizer, batches, max_norm):
    x = jnp.concatenate([x for x, _ in batches])
    target = jnp.concatenate([target for _, target in batches])

    def loss_fn(model):
        return jnp.mean((model(x) - target) ** 2)

    loss, grads = nnx.value_and_grad(loss_fn)(model)
    norm = jnp.sqrt(sum(jnp.vdot(g, g) for g in jax.tree.leaves(grads)))
    if norm > max_norm:
        grads = jax.tree.map(lambda g: g * (max_norm / norm), grads)
    optimizer.update(model, grads)
    return loss, norm
