"""Static arguments by place and by name, traced once for each value."""

from functools import partial

import jax
import jax.numpy as jnp

traced = []


@partial(jax.jit, static_argnums=(1,), static_argnames=("mode",))
def power(v, n, mode="plain", scale=1.0):
    traced.append((n, mode))
    return (v**n if mode == "plain" else jnp.abs(v) ** n) * scale


def program(x):
    results = [
        power(x, 2),
        power(x, 3),
        power(x, 2, scale=2.0),
        power(x * 2, 2),
        power(x, 2, mode="absolute"),
        power(x, 2, scale=3.0),
    ]
    return results, [list(entry) for entry in traced]
