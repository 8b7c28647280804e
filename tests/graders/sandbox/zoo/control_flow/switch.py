"""One of several branches, with an index that is out of range too."""

import jax
import jax.numpy as jnp
from jax import lax

BRANCHES = [jnp.sin, lambda v: v * v, lambda v: jnp.cumsum(v, axis=-1)]


def program(x):
    one = jax.jit(lambda i, v: lax.switch(i, BRANCHES, v))
    selected = lax.select_n(jnp.array([[0, 1, 2, 0]] * 3), x, x * 10, x * 100)
    return [one(i, x) for i in (-1, 0, 1, 2, 7)], jax.vmap(one)(jnp.arange(3), x), selected
