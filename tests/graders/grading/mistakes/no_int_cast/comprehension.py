"""Casts nothing but the seed, and makes the layers in a comprehension."""

from flax import nnx


class Tower(nnx.Module):
    def __init__(self, n_in, n_out, height, rngs):
        self.floors = nnx.List(
            [nnx.Linear(n_out if i else n_in, n_out, rngs=rngs) for i in range(height)]
        )

    def __call__(self, x):
        for floor in self.floors:
            x = floor(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    small = Tower(x.shape[0], features, num_old_layers, nnx.Rngs(int(seed)))
    big = Tower(x.shape[0], features, num_old_layers + num_extra_layers, nnx.Rngs(int(seed) + 1000))
    for a, b in zip(small.floors, big.floors):
        nnx.update(b, nnx.state(a))
    return big(x)
