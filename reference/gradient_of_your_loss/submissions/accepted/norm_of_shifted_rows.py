"""Replaces rows of zeros before jnp.linalg.norm sees them."""

import jax.numpy as jnp


def loss(a, b, mask):
    difference = jnp.where(mask[..., None], a - b, 0)
    moves = (difference != 0).any(axis=-1)
    unit = jnp.eye(a.shape[-1])[0]
    norms = jnp.linalg.norm(jnp.where(moves[..., None], difference, unit), axis=-1)
    return (norms * moves).sum() / jnp.maximum(mask.sum(), 1)
