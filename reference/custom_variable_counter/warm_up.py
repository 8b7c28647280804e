"""What the driver and most submissions use, at every shape of the cases."""

import jax.numpy as jnp
from flax import nnx


class Number(nnx.Variable):
    """A variable of another type."""


class Sums(nnx.Module):
    """A sum of what it has seen, and a factor."""

    def __init__(self, size):
        self.factor = nnx.Param(jnp.ones(size))
        self.count = Number(jnp.array(0))
        self.total = Number(jnp.zeros(size))

    def __call__(self, x):
        self.count[...] += 1
        self.total[...] += (jnp.mean(x, axis=0) - self.total[...]) * self.count[...]
        return (x - self.total[...]) * self.factor[...]


def warm_up(batches):
    sums = Sums(batches.shape[-1])
    results = [sums(batches[0]), nnx.jit(lambda sums, x: sums(x))(sums, batches[1])]
    gradients = nnx.grad(lambda sums: jnp.mean(sums(batches[2]) ** 2))(sums)
    mean = batches[0].mean(axis=0)
    results += [mean / sums.count[...], (mean * sums.count[...] + mean) / sums.count[...]]
    return [*results, gradients["factor"][...], jnp.sum(batches[0], axis=0), jnp.mean(batches[1])]
