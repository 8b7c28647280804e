"""A sparse matrix, multiplied."""

import jax.numpy as jnp
from jax.experimental import sparse


def program(x):
    matrix = sparse.BCOO.fromdense(jnp.where(x > 0.5, x, 0))
    return matrix.data, matrix.indices, matrix @ x.T, matrix.todense()
