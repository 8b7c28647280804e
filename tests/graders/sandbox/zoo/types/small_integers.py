"""Integers of four and two bits."""

import jax
import jax.numpy as jnp


@jax.jit
def several(x):
    whole = jnp.round(x * 3).astype(jnp.int32)
    signed = whole.astype(jnp.int4)
    unsigned = jnp.abs(whole).astype(jnp.uint4)
    doubled = jax.jit(lambda v: v + v)(signed)
    return signed.astype(jnp.int8), unsigned.astype(jnp.uint8), doubled.astype(jnp.int32)


def program(x):
    return several(x), x + 1
