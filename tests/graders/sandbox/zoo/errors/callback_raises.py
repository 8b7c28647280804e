"""A callback that raises, in a jit."""

import jax
import numpy as np


def broken(v):
    raise KeyError("no such thing")


def program(x):
    f = jax.jit(lambda v: jax.pure_callback(broken, jax.ShapeDtypeStruct(v.shape, v.dtype), v))
    try:
        jax.block_until_ready(f(x))
    except Exception as error:
        print(type(error).__name__, str(error).strip().splitlines()[-1])
    return np.asarray(f(x))
