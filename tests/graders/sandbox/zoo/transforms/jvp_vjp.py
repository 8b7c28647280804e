"""Forward and reverse mode, linearised and transposed functions."""

import jax
import jax.numpy as jnp


def f(v):
    return jnp.sin(v) * v.sum(axis=1, keepdims=True)


@jax.jit
def several(x):
    y, tangent = jax.jvp(f, (x,), (jnp.ones_like(x),))
    value, pull_back = jax.vjp(f, x)
    linear_value, linear = jax.linearize(f, x)
    transposed = jax.linear_transpose(lambda v: v @ x.T, x)(jnp.ones((3, 3)))
    compiled_pull_back = jax.jit(lambda p, g: p(g))(pull_back, y)
    return y, tangent, value, pull_back(y), linear_value, linear(x), transposed, compiled_pull_back


def program(x):
    return several(x), x + 1
