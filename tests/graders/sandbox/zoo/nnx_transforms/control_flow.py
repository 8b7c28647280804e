"""Branches and loops over models that change."""

import jax.numpy as jnp
from flax import nnx


class Counter(nnx.Module):
    def __init__(self):
        self.count = nnx.Variable(jnp.array(0))

    def step(self, v):
        self.count[...] += 1
        return v * 1.5


def program(x):
    counter = Counter()
    y = nnx.cond(x.sum() > 0, lambda c, v: c.step(v), lambda c, v: v, counter, x)
    y = nnx.switch(1, [lambda c, v: v, lambda c, v: c.step(v)], counter, y)
    _, y = nnx.while_loop(
        lambda state: jnp.abs(state[1]).sum() < 100, lambda s: (s[0], s[0].step(s[1])), (counter, y)
    )
    _, y = nnx.fori_loop(0, 3, lambda i, s: (s[0], s[0].step(s[1]) + i), (counter, y))
    return y, counter.count[...]
