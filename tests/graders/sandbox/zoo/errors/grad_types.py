"""Gradients of what is no scalar, or no float."""

import jax
import jax.numpy as jnp


def program(x):
    try:
        jax.grad(lambda v: v * 2)(x)
    except TypeError as error:
        print(error)
    return jax.grad(lambda v: v.sum())(jnp.arange(3))
