"""Rematerialised layers, and their gradients."""

from flax import nnx


class Model(nnx.Module):
    def __init__(self, rngs):
        self.first = nnx.Linear(4, 4, rngs=rngs)
        self.second = nnx.Linear(4, 2, rngs=rngs)

    @nnx.remat
    def hidden(self, v):
        return nnx.gelu(self.first(v))

    def __call__(self, v):
        return self.second(self.hidden(v))


def program(x):
    model = Model(nnx.Rngs(4))
    return model(x), nnx.grad(lambda m: (m(x) ** 2).sum())(model)
