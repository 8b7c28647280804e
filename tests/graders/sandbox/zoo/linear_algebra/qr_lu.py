"""QR and LU factors, by NumPy's and by SciPy's names."""

import jax
import jax.numpy as jnp
from jax.scipy import linalg


def program(x):
    square = x @ x.T + jnp.eye(3)
    lu = jax.jit(linalg.lu)(square)
    return jnp.linalg.qr(x), lu, linalg.lu_solve(linalg.lu_factor(square), x)
