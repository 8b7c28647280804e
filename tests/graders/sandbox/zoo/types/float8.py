"""Floats of eight bits, seen as bytes and as float32."""

import jax
import jax.numpy as jnp
from jax import lax

NAMES = ("float8_e4m3fn", "float8_e5m2", "float8_e4m3b11fnuz", "float8_e5m2fnuz", "float8_e4m3fnuz")


@jax.jit
def several(x):
    results = []
    for name in NAMES:
        small = (x * 3).astype(name)
        product = jnp.matmul(small, small.T, preferred_element_type=jnp.float32)
        results.append(
            [lax.bitcast_convert_type(small, jnp.uint8), small.astype(jnp.float32), product]
        )
    return results


def program(x):
    return several(x), x + 1
