"""The next seed for the next model."""

from flax import nnx


class Growing:
    def __init__(self, n_in, n_out, seed):
        self.n_in, self.n_out, self.seed = n_in, n_out, seed

    def build(self, depth):
        rngs = nnx.Rngs(self.seed)
        self.seed += 1
        return [nnx.Linear(self.n_out if i else self.n_in, self.n_out, rngs=rngs) for i in range(depth)]


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old, extra = int(num_old_layers), int(num_extra_layers)
    growing = Growing(x.shape[0], int(features), int(seed))
    small, big = growing.build(old), growing.build(old + extra)
    big[:old] = small
    for layer in big:
        x = layer(x)
    return x
