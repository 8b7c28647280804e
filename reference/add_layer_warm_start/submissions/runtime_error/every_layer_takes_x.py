"""Every layer is made to take x

Every layer was made to take x. Only the first one does, with x.shape[-1] inputs; each of the others takes the features of the one before."""

from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, n_layers, features, rngs):
        layers = []
        for i in range(n_layers):
            layers.append(nnx.Linear(d_in, features, rngs=rngs))
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
    big = MLP(x.shape[-1], n_old + n_extra, features, nnx.Rngs(seed + 1000))
    for i in range(n_old):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    return big(x)
