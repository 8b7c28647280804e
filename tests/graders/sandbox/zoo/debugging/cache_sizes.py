"""How many programs a jitted function has, and what tells that one was traced again."""

import jax
import jax.numpy as jnp


def program(x):
    f = jax.jit(lambda v: v * 2)
    sizes = []
    for v in (x, x * 2, x[0], x.astype(jnp.int32), x):
        f(v)
        sizes.append(f._cache_size())
    return sizes
