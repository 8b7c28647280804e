"""A model over the one device, by `nnx.pmap`."""

from flax import nnx


def program(x):
    model = nnx.Linear(4, 2, rngs=nnx.Rngs(0))
    return nnx.pmap(lambda m, v: m(v), in_axes=(None, 0))(model, x[None])
