"""Contractions of many kinds."""

import jax
import jax.numpy as jnp


@jax.jit
def several(x):
    cube = jnp.stack([x, x * 2])
    return [
        jnp.einsum("ij,kj->ik", x, x),
        jnp.einsum("bij,bkj,ij->bk", cube, cube, x),
        jnp.einsum("ij->", x),
        jnp.tensordot(cube, x, axes=([1, 2], [0, 1])),
        jax.lax.dot_general(cube, cube, (((2,), (2,)), ((0,), (0,)))),
        jnp.vdot(x, x),
        jax.jit(lambda v: jnp.einsum("ij,ij->j", v, v, optimize="optimal"))(x),
    ]


def program(x):
    return several(x), x + 1
