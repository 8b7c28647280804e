"""A function of NumPy's with a gradient of one's own."""

import jax
import numpy as np


def on_host(function, v):
    return jax.pure_callback(
        function, jax.ShapeDtypeStruct(v.shape, v.dtype), v, vmap_method="broadcast_all"
    )


@jax.custom_jvp
def sine(v):
    return on_host(np.sin, v)


@sine.defjvp
def _(primals, tangents):
    return sine(primals[0]), on_host(np.cos, primals[0]) * tangents[0]


def program(x):
    slope = jax.grad(lambda v: sine(v).sum())
    return sine(x), slope(x), jax.jit(jax.vmap(slope))(x)
