"""The last old layer is copied into an extra one too

The small model's last layer was copied into an extra layer too. The extra layers keep their own values: let the loop end at range(num_old_layers), rather than hold its index back with min()."""

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
    big = MLP(x.shape[-1], n_old + n_extra, features, nnx.Rngs(seed + 1000))
    for i in range(n_old + n_extra):
        old = small.layers[min(i, n_old - 1)]
        big.layers[i].kernel[...] = old.kernel[...]
        big.layers[i].bias[...] = old.bias[...]
    return big(x)
