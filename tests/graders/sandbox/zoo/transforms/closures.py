"""Closures, partial functions and generators over arrays."""

from functools import partial, reduce

import jax
import jax.numpy as jnp


def rows(v):
    for row in v:
        scale = yield row * 2
        if scale is not None:
            yield row * scale


def program(x):
    constant = jnp.linspace(0, 1, 4)
    compiled = jax.jit(lambda v: v * constant + x[0])
    scale = jax.tree_util.Partial(jnp.multiply, 3.0)
    applied = jax.jit(lambda f, v: f(v))(scale, x)
    generator = rows(x)
    first = next(generator)
    sent = generator.send(5.0)
    rest = list(generator)
    power = reduce(lambda f, _: lambda v: jnp.tanh(f(v)), range(3), lambda v: v)
    return compiled(x), applied, first, sent, rest, jax.jit(partial(power))(x)
