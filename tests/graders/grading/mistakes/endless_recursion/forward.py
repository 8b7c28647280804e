"""A method of the model's own that calls itself."""

from flax import nnx


class Deep(nnx.Module):
    def __init__(self, n_in, n_out, depth, rngs):
        self.blocks = nnx.List([nnx.Linear(n_out if i else n_in, n_out, rngs=rngs) for i in range(depth)])

    def forward(self, x):
        return self.forward(x)


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n, e, f = int(num_old_layers), int(num_extra_layers), int(features)
    small = Deep(x.shape[0], f, n, nnx.Rngs(int(seed)))
    big = Deep(x.shape[0], f, n + e, nnx.Rngs(int(seed) + 1000))
    nnx.update(small, nnx.state(small))
    return big.forward(x)
