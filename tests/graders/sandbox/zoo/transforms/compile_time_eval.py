"""Values that are computed while a function is traced."""

import jax
import jax.numpy as jnp


@jax.jit
def f(v):
    with jax.ensure_compile_time_eval():
        table = jnp.cumsum(jnp.arange(4.0)) + jnp.linalg.det(jnp.eye(3) * 2)
        if table.sum() > 3:
            table = jnp.fft.rfft(table, n=6).real
    return v * table


def program(x):
    return f(x), jax.make_jaxpr(f)(x).jaxpr.eqns[0].primitive.name
