"""An array that was deleted."""

import jax.numpy as jnp


def program(x):
    y = jnp.sin(x)
    y.delete()
    print(y.is_deleted())
    return y * 2
