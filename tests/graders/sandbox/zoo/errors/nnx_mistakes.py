"""Mistakes with modules: a plain list of layers, a missing stream, a wrong width."""

from flax import nnx


class Plain(nnx.Module):
    def __init__(self, rngs):
        self.layers = [nnx.Linear(4, 4, rngs=rngs)]


def program(x):
    attempts = (
        lambda: Plain(nnx.Rngs(0)),
        lambda: nnx.Dropout(0.5, rngs=nnx.Rngs(params=0))(x),
        lambda: nnx.Linear(4, 3),
    )
    for attempt in attempts:
        try:
            attempt()
        except Exception as error:
            print(type(error).__name__, str(error)[:300])
    return nnx.Linear(5, 3, rngs=nnx.Rngs(0))(x)
