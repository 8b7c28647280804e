"""A gradient of one's own: clipped, with arguments that are not differentiated."""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.custom_vjp, nondiff_argnums=(1,))
def clipped(v, limit):
    return v


def forward(v, limit):
    return v, v.max()


def backward(limit, largest, g):
    return (jnp.clip(g, -limit, limit) * largest,)


clipped.defvjp(forward, backward)


def program(x):
    loss = lambda v: (clipped(v, 0.5) ** 2).sum()
    return jax.grad(loss)(x), jax.jit(jax.grad(loss))(x), jax.vmap(jax.grad(lambda r: loss(r)))(x)
