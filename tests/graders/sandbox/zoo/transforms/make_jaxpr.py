"""Jaxprs as text, and evaluated again."""

import jax
import jax.numpy as jnp


def f(v, flag):
    return jax.lax.cond(flag, jnp.sin, lambda v: v @ v.T @ v, v), jax.nn.softmax(v)


def program(x):
    jaxpr, shapes = jax.make_jaxpr(f, return_shape=True)(x, True)
    again = jax.core.eval_jaxpr(jaxpr.jaxpr, jaxpr.consts, x, True)
    jitted = str(jax.make_jaxpr(jax.jit(jax.grad(lambda v: (v**2).sum())))(x))
    return str(jaxpr), again, jitted, [str(shape.dtype) for shape in shapes]
