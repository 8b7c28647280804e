"""Off the list: every layer of both models has a source of its own, all with the same seed."""

from flax import nnx


class Grown(nnx.Module):
    def __init__(self, n_in, depth, width, seed):
        self.layers = nnx.List(
            [nnx.Linear(width if i else n_in, width, rngs=nnx.Rngs(seed)) for i in range(depth)]
        )

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old, extra, width = int(num_old_layers), int(num_extra_layers), int(features)
    small = Grown(x.shape[-1], old, width, int(seed))
    big = Grown(x.shape[-1], old + extra, width, int(seed))
    for i in range(old):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    return big(x)
