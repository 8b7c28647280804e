"""Cholesky factors, triangular systems and the gradient of a determinant's logarithm."""

import jax
import jax.numpy as jnp
from jax.scipy import linalg


@jax.jit
def f(x):
    matrix = x @ x.T + 2 * jnp.eye(3)
    lower = jnp.linalg.cholesky(matrix)
    solved = linalg.cho_solve((lower, True), x)
    return (
        lower,
        solved,
        linalg.solve_triangular(lower, x, lower=True),
        jnp.linalg.cholesky(-matrix),
    )


def program(x):
    return f(x), jax.jit(jax.grad(lambda v: jnp.linalg.slogdet(v @ v.T + jnp.eye(3))[1]))(x)
