"""An ordered callback that raises, and another program after it."""

import jax
from jax.experimental import io_callback


def broken(v):
    raise ValueError(f"refused: {float(v):.2f}")


def program(x):
    f = jax.jit(lambda v: (io_callback(broken, None, v.sum(), ordered=True), v * 2)[1])
    try:
        jax.block_until_ready(f(x))
    except Exception as error:
        print(type(error).__name__, str(error).strip().splitlines()[-1])
    try:
        jax.effects_barrier()
    except Exception as error:
        print("barrier", type(error).__name__, str(error).strip().splitlines()[-1])
    jax.debug.print("later", ordered=True)
    return x * 2
