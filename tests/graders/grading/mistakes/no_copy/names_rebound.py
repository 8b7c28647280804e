"""Gives names to arrays and assigns to the names."""

from flax import nnx


class Ladder(nnx.Module):
    def __init__(self, d, n, w, rngs):
        self.rungs = nnx.List([nnx.Linear(w if r else d, w, rngs=rngs) for r in range(n)])

    def __call__(self, x):
        for rung in self.rungs:
            x = rung(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n_old, n_new, w = int(num_old_layers), int(num_extra_layers), int(features)
    small = Ladder(x.shape[-1], n_old, w, nnx.Rngs(int(seed)))
    big = Ladder(x.shape[-1], n_old + n_new, w, nnx.Rngs(int(seed) + 1000))
    for r in range(n_old):
        kernel = big.rungs[r].kernel[...]
        bias = big.rungs[r].bias[...]
        kernel = small.rungs[r].kernel[...]
        bias = small.rungs[r].bias[...]
    return big(x)
