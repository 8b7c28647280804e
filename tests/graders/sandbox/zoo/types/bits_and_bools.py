"""Logic, and the bits of floats."""

import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def several(x):
    positive = x > 0
    bits = lax.bitcast_convert_type(x, jnp.uint32)
    return [
        positive & (x < 1),
        ~positive,
        jnp.logical_xor(positive, positive[::-1]),
        positive.sum(),
        bits,
        lax.bitcast_convert_type(bits ^ jnp.uint32(1 << 31), jnp.float32),
        jnp.nextafter(x, jnp.inf),
        jnp.frexp(x),
        jnp.signbit(-x),
        jnp.isfinite(x / 0),
        jax.jit(lambda v: jnp.array_equal(v, v))(x),
        x.view(jnp.int32),
    ]


def program(x):
    return several(x), x + 1
