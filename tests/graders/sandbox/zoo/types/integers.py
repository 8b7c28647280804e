"""Whole numbers of all widths: wrapping, shifts, division, bits."""

import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def several(x):
    results = []
    for dtype in (jnp.int8, jnp.uint8, jnp.int16, jnp.uint16, jnp.int32, jnp.uint32):
        v = jnp.round(jnp.abs(x) * 60).astype(dtype)
        results.append(
            [v * 3, v // 7, v % 7, v << 2, v >> 1, ~v, lax.population_count(v), lax.clz(v)]
        )
    whole = jnp.arange(-6, 6).reshape(3, 4)
    results += [
        whole // 5,
        whole % 5,
        jnp.divmod(whole, -4),
        jnp.abs(whole),
        whole / 2,
        -(whole**2),
    ]
    return results, jnp.gcd(whole, 4), jnp.bitwise_xor(whole, 5), jnp.packbits(whole > 0)


def program(x):
    return several(x), x + 1
