"""Half precision: overflow, underflow, products."""

import jax
import jax.numpy as jnp


@jax.jit
def several(x):
    v = x.astype(jnp.float16)
    return [
        v @ v.T,
        v * 60000,
        v * jnp.float16(1e-6),
        jnp.mean(v, axis=0),
        jax.jit(lambda v: jnp.tanh(v) + jnp.log1p(jnp.abs(v)))(v),
        jnp.linspace(0, 1, 5, dtype=jnp.float16),
        jax.lax.reduce_precision(x, exponent_bits=5, mantissa_bits=3),
    ]


def program(x):
    return several(x), x + 1
