"""NaN checks, of operations and of jitted functions."""

import jax
import jax.numpy as jnp


def program(x):
    with jax.debug_nans(True):
        fine = jnp.sqrt(jnp.abs(x))
        for function in (lambda v: jnp.log(v - 100), jax.jit(lambda v: (v - v) / (v - v))):
            try:
                function(x)
            except FloatingPointError as error:
                print(error)
        jax.block_until_ready(fine)
        return jax.jit(lambda v: jnp.sqrt(-jnp.abs(v)).sum())(x)
