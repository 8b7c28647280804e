"""Linear systems solved by a function of one's own and by conjugate gradients, differentiated."""

import jax
import jax.numpy as jnp
from jax import lax
from jax.scipy.sparse.linalg import cg


@jax.jit
def solve(a, b):
    own = lax.custom_linear_solve(lambda v: a @ v, b, lambda _, b: b / jnp.diag(a), symmetric=True)
    return own, cg(lambda v: a @ v, b, maxiter=5)[0]


def program(x):
    a = jnp.diag(jnp.abs(x[0]) + 1)
    return solve(a, x[1]), jax.jit(jax.jacobian(lambda b: solve(a, b)[0]))(x[1])
