"""A callback that computes with JAX itself."""

import jax
import jax.numpy as jnp
import numpy as np


def on_host(v):
    return np.asarray(jnp.sort(jnp.asarray(v) * 2, axis=-1))


@jax.jit
def f(v):
    return jax.pure_callback(on_host, jax.ShapeDtypeStruct(v.shape, v.dtype), v) + 1


def program(x):
    return f(x), f(x * 2)
