"""Jacobians both ways, a Hessian, and its product with a vector."""

import jax
import jax.numpy as jnp


def f(v):
    return jnp.sum(jnp.exp(v) * v[::-1] ** 2)


@jax.jit
def several(x):
    v = x[0]
    product = jax.jvp(jax.grad(f), (v,), (jnp.ones(4),))[1]
    jacobians = [
        mode(lambda v: jnp.outer(v, v).sum(axis=0) * v)(v) for mode in (jax.jacfwd, jax.jacrev)
    ]
    return jax.hessian(f)(v), product, jacobians, jax.jit(jax.hessian(f))(v)


def program(x):
    return several(x), x + 1
