"""Parameters shared by two layers, and jits that keep their graph in mind."""

from flax import nnx


class Tied(nnx.Module):
    def __init__(self, rngs):
        self.first = nnx.Linear(4, 4, rngs=rngs)
        self.second = nnx.Linear(4, 4, rngs=rngs)
        self.second.kernel = self.first.kernel

    def __call__(self, v):
        return self.second(nnx.relu(self.first(v)))


def program(x):
    model = Tied(nnx.Rngs(0))
    cached = nnx.cached_partial(nnx.jit(lambda m, v: m(v)), model)
    gradient = nnx.grad(lambda m: (m(x) ** 2).sum())(model)
    return cached(x), cached(x * 2), gradient, len(nnx.to_flat_state(nnx.state(model)))
