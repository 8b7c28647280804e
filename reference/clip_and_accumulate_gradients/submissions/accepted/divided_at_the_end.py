"""Adds up sums, and divides at the end."""

import jax
import jax.numpy as jnp
from flax import nnx


def sum_of_squares(model, x, target):
    return jnp.sum((model(x) - target) ** 2)


def train_step(model, optimizer, batches, max_norm):
    total, grads, rows = 0.0, None, 0
    for x, target in batches:
        one, g = nnx.value_and_grad(sum_of_squares)(model, x, target)
        total = total + one
        grads = g if grads is None else jax.tree.map(jnp.add, grads, g)
        rows += x.shape[0]
    grads = jax.tree.map(lambda g: g / rows, grads)
    norm = sum((g**2).sum() for g in jax.tree.leaves(grads)) ** 0.5
    grads = jax.tree.map(lambda g: jnp.where(norm > max_norm, g * max_norm / norm, g), grads)
    optimizer.update(model, grads)
    return float(total) / rows, float(norm)
