"""Eigenvalues of symmetric and of general matrices."""

import jax
import jax.numpy as jnp


def program(x):
    symmetric = x @ x.T
    values, vectors = jnp.linalg.eigh(symmetric)
    gradient = jax.grad(lambda m: jnp.linalg.eigvalsh(m)[-1])(symmetric)
    return values, jnp.abs(vectors), gradient, jnp.linalg.eig(x[:, :3])
