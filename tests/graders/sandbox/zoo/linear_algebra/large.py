"""Arrays of a million numbers, and products of larger matrices."""

import jax
import jax.numpy as jnp


def program(x):
    many = jnp.linspace(-1, 1, 1_000_000) * x[0, 1]
    wide = jnp.sin(jnp.arange(256 * 256, dtype=jnp.float32)).reshape(256, 256)
    product = jax.jit(lambda a: jnp.tanh(a @ a.T) @ a)(wide)
    return [
        jax.jit(lambda v: jnp.sqrt(jnp.abs(jnp.sin(v))).sum())(many),
        jnp.cumsum(many)[::100_000],
        jnp.argmax(many),
        product[::50, ::50],
        product.sum(),
        jnp.sort(jnp.sin(many * 1e5))[::200_000],
    ]
