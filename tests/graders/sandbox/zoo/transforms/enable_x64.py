"""Double precision inside of a `with` only."""

import jax
import jax.numpy as jnp
import numpy as np


def f(v):
    return jnp.sin(v) + jnp.pi


def program(x):
    before = jax.jit(f)(x)
    with jax.enable_x64(True):
        wide = jax.jit(f)(np.asarray(x, np.float64))
        parts = [
            jnp.arange(3),
            jnp.float64(0.1) * 3,
            jnp.linalg.inv(jnp.eye(2) * 3.0),
            jnp.sum(wide),
        ]
        uniform = jax.random.uniform(jax.random.key(1), (3,))
    after = jax.jit(f)(np.asarray(x, np.float64))
    return before, wide, parts, uniform, after, str(jnp.arange(3.0).dtype)
