"""Cholesky factors, triangular systems and a matrix's logarithmic determinant."""

import jax
import jax.numpy as jnp
from jax.scipy import linalg


def program(x):
    matrix = x @ x.T + 2 * jnp.eye(3)
    lower = jnp.linalg.cholesky(matrix)
    solved = linalg.cho_solve(linalg.cho_factor(matrix), x)
    triangular = linalg.solve_triangular(lower, x, lower=True)
    slope = jax.grad(lambda m: jnp.linalg.slogdet(m)[1])(matrix)
    return lower, solved, triangular, slope, jnp.linalg.cholesky(-matrix)
