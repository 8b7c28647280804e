"""Only the extra layers are made from the big seed

The extra layers have the random numbers that the big model's first layers should have got. Make all of the big model's layers from nnx.Rngs(int(seed) + 1000), those too that are replaced afterwards: the order decides which numbers each layer gets."""

from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, n_layers, features, rngs):
        layers = []
        for i in range(n_layers):
            layers.append(nnx.Linear(d_in if i == 0 else features, features, rngs=rngs))
        self.layers = nnx.List(layers)

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    seed = int(seed)
    n_old = int(num_old_layers)
    n_extra = int(num_extra_layers)
    features = int(features)
    small = MLP(x.shape[-1], n_old, features, nnx.Rngs(seed))
    rngs = nnx.Rngs(seed + 1000)
    for _ in range(n_extra):
        small.layers.append(nnx.Linear(features, features, rngs=rngs))
    return small(x)
