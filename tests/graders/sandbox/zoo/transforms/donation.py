"""Donated arguments: reused by the result, and gone afterwards."""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, donate_argnums=0)
def update(state, v):
    return jax.tree.map(lambda s: s * 0.9 + v, state)


@partial(jax.jit, donate_argnames=("v",))
def named(v):
    return jnp.sin(v)


def program(x):
    state = {"a": x + 0, "b": x * 2}
    for _ in range(4):
        previous, state = state, update(state, x)
    copy = x + 1
    named(v=copy)
    gone = [array.is_deleted() for array in (*previous.values(), copy, x)]
    return state, gone, named(v=x * 3), update({"a": jnp.ones(4)}, x)
