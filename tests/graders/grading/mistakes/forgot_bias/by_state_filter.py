"""Takes the kernels out of the state by their path, and updates the big model with those."""

from flax import nnx


class Chain(nnx.Module):
    def __init__(self, n_in, n_out, depth, rngs):
        for position in range(depth):
            layer = nnx.Linear(n_out if position else n_in, n_out, rngs=rngs)
            setattr(self, f"step{position}", layer)
        self.depth = depth

    def __call__(self, x):
        for position in range(self.depth):
            x = getattr(self, f"step{position}")(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    shallow, added = int(num_old_layers), int(num_extra_layers)
    small = Chain(x.shape[0], int(features), shallow, nnx.Rngs(int(seed)))
    big = Chain(x.shape[0], int(features), shallow + added, nnx.Rngs(int(seed) + 1000))
    nnx.update(big, nnx.state(small, nnx.PathContains("kernel")))
    return big(x)
