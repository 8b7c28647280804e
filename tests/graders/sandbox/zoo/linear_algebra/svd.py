"""Singular values and vectors, and what builds on them."""

import jax.numpy as jnp


def program(x):
    u, s, vh = jnp.linalg.svd(x, full_matrices=False)
    return u, s, vh, jnp.linalg.pinv(x), jnp.linalg.matrix_rank(x), jnp.linalg.cond(x[:, :3])
