"""An error's traceback, printed as Python shows it."""

import traceback

import jax
import jax.numpy as jnp


@jax.jit
def inner(v):
    return jnp.concatenate([v, v[0]])


def program(x):
    try:
        inner(x)
    except Exception:
        lines = traceback.format_exc().splitlines()
        print("\n".join(line for line in lines if "solution.py" in line or "Error" in line))
    with jax.debug_nans(True):
        try:
            jax.jit(lambda v: jnp.log(v - 1e6))(x)
        except FloatingPointError as error:
            raise ArithmeticError("a NaN was found") from error
