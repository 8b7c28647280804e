"""Double precision switched on for good, then off again."""

import jax
import jax.numpy as jnp


def program(x):
    jax.config.update("jax_enable_x64", True)
    wide = x.astype(jnp.float64)
    results = [
        jnp.arange(3),
        jnp.sin(wide),
        jax.jit(lambda v: v @ v.T)(wide),
        jnp.linalg.eigvalsh(wide @ wide.T),
        jax.random.normal(jax.random.key(0), (3,)),
        wide.astype(jnp.complex128) * 1j,
        jnp.int64(2**40) + 1,
        jax.lax.scan(lambda c, v: (c + v, c), 0.0, wide[0]),
    ]
    jax.config.update("jax_enable_x64", False)
    return results, jnp.arange(3), jnp.sin(x)
