"""A recurrent network in both directions."""

from flax import nnx


def program(x):
    rngs = nnx.Rngs(9)
    forward, backward = (nnx.RNN(nnx.SimpleCell(4, 3, rngs=rngs)) for _ in range(2))
    return nnx.Bidirectional(forward, backward)(x[None])
