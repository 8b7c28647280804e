"""Layers in sequences, lists and dicts."""

from flax import nnx


class Model(nnx.Module):
    def __init__(self, rngs):
        self.body = nnx.Sequential(
            nnx.Linear(4, 4, rngs=rngs), nnx.relu, nnx.Linear(4, 4, rngs=rngs)
        )
        self.layers = nnx.List([nnx.Linear(4, 4, rngs=rngs) for _ in range(2)])
        self.heads = nnx.Dict({name: nnx.Linear(4, 1, rngs=rngs) for name in "ab"})

    def __call__(self, v):
        v = self.body(v)
        for layer in self.layers:
            v = v + nnx.tanh(layer(v))
        return {name: head(v) for name, head in self.heads.items()}


def program(x):
    model = Model(nnx.Rngs(11))
    model.layers.append(nnx.Linear(4, 4, rngs=nnx.Rngs(12)))
    paths = [".".join(map(str, path)) for path, _ in nnx.to_flat_state(nnx.state(model))]
    return model(x), len(model.layers), paths
