"""NumPy within a jit: one result, several, batched each way."""

import jax
import jax.numpy as jnp
import numpy as np
import scipy.special


def f(v):
    shape = jax.ShapeDtypeStruct(v.shape, v.dtype)
    return jax.pure_callback(lambda a: scipy.special.erf(np.asarray(a)), shape, v)


def split(v):
    shapes = (
        jax.ShapeDtypeStruct((), jnp.int32),
        {"rest": jax.ShapeDtypeStruct((2,), jnp.float32)},
    )
    return jax.pure_callback(lambda a: (np.int32(a.argmax()), {"rest": np.sort(a)[:2]}), shapes, v)


def program(x):
    sequential = jax.vmap(
        lambda row: jax.pure_callback(
            lambda a: np.asarray(a)[::-1].copy(),
            jax.ShapeDtypeStruct((4,), jnp.float32),
            row,
            vmap_method="sequential",
        )
    )
    broadcast = jax.vmap(
        lambda v: jax.pure_callback(
            lambda a: np.sin(a),
            jax.ShapeDtypeStruct(v.shape, v.dtype),
            v,
            vmap_method="expand_dims",
        )
    )
    return f(x), jax.jit(f)(x), jax.jit(split)(x[1]), sequential(x), jax.jit(broadcast)(x)
