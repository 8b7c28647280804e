"""Brain floats: arithmetic, products, reductions, conversions, limits."""

import jax
import jax.numpy as jnp


@jax.jit
def several(x):
    v = x.astype(jnp.bfloat16)
    info = jnp.finfo(jnp.bfloat16)
    return [
        v @ v.T,
        jnp.exp(v) / 3,
        v.sum(axis=1),
        jax.nn.softmax(v),
        jax.jit(jax.grad(lambda v: (v**3).sum().astype(jnp.float32)))(v),
        jnp.sort(v, axis=1),
        jnp.float32(info.max),
        jnp.float32(info.eps),
        jax.random.normal(jax.random.key(0), (3,), jnp.bfloat16),
    ]


def program(x):
    return several(x), x + 1
