from flax import nnx


class MLP(nnx.Module):
    def __init__(self, in_features, features, num_layers, rngs):
        layers = []
        for i in range(num_layers):
            layers.append(nnx.Linear(in_features, features, rngs=rngs))
            in_features = features
        self.layers = nnx.List(layers)

    def __call__(self, x):
        out = x
        for layer in self.layers:
            out = layer(out)
        return out


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n_old = int(num_old_layers)
    small = MLP(x.shape[-1], int(features), n_old, rngs=nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], int(features), n_old + int(num_extra_layers), rngs=nnx.Rngs(int(seed) + 1000))
    i = 0
    while i < n_old - 1:
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
        i += 1
    return big(x)
