"""Both models share one nnx.Rngs

Both models took their numbers from one nnx.Rngs object, so that the big one got those that come after the small one's. Make a second one for it: nnx.Rngs(int(seed) + 1000)."""

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
    rngs = nnx.Rngs(seed)
    small = MLP(x.shape[-1], n_old, features, rngs)
    big = MLP(x.shape[-1], n_old + n_extra, features, rngs)
    for i in range(n_old):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    return big(x)
