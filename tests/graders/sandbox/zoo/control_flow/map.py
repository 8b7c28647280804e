"""`lax.map`, row by row and in batches."""

import jax.numpy as jnp
from jax import lax


def program(x):
    rows = lax.map(lambda row: jnp.sort(row) * row.sum(), x)
    several = lax.map(lambda pair: {"dot": pair[0] @ pair[1]}, (x, x * 2))
    batches = lax.map(jnp.sin, jnp.arange(10.0), batch_size=4)
    return rows, several, batches
