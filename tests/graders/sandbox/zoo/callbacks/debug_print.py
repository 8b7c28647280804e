"""Unordered prints, in a jit, in a scan, under a vmap, outside of all."""

import jax


@jax.jit
def f(v):
    jax.debug.print("v = {v}, sum = {s:.4f}", v=v, s=v.sum())
    return v * 2


def program(x):
    jax.debug.print("outside {}", x[0])
    y = f(x)
    jax.block_until_ready(y)
    print("between")
    jax.vmap(lambda row: jax.debug.print("row {}", row.sum()))(x)
    jax.effects_barrier()
    print("after")
    gradient = jax.grad(lambda v: f(v).sum())(x)
    jax.effects_barrier()
    return y, gradient
