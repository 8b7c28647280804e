"""Arrays in NumPy's format, in memory; files are refused."""

import io

import jax.numpy as jnp


def program(x):
    buffer = io.BytesIO()
    jnp.savez(buffer, first=x, second=jnp.arange(3))
    buffer.seek(0)
    loaded = jnp.load(buffer)
    print(sorted(loaded))
    results = [loaded["first"], loaded["second"]]
    try:
        jnp.save("/tmp/array.npy", x)
    except OSError as error:
        print(type(error).__name__)
    return results
