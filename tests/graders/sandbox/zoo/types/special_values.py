"""Infinities, NaN, signed zeros and subnormal numbers through arithmetic and functions."""

import jax
import jax.numpy as jnp


@jax.jit
def several(x):
    special = jnp.array([jnp.inf, -jnp.inf, jnp.nan, 0.0, -0.0, 1e-40, 3e38, 1.0])
    functions = (jnp.exp, jnp.log, jnp.sqrt, jnp.sin, jnp.tanh, jnp.sign, jnp.floor, jnp.square)
    return [
        [jax.jit(function)(special) for function in functions],
        special + special[::-1],
        special / special[:, None],
        jnp.maximum(special, special[::-1]),
        jnp.nansum(special[2:]),
        jnp.sort(special),
        jnp.argmax(special),
        jnp.nan_to_num(special),
        special == special,
        special.astype(jnp.int32),
        jnp.minimum(x, jnp.nan),
    ]


def program(x):
    return several(x), x + 1
