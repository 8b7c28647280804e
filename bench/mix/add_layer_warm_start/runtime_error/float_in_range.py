from flax import nnx


class MLP(nnx.Module):
    def __init__(self, in_features, features, num_layers, rngs):
        self.layers = nnx.List([
            nnx.Linear(in_features if i == 0 else features, features, rngs=rngs)
            for i in range(num_layers)
        ])

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    small = MLP(x.shape[-1], features, num_old_layers, nnx.Rngs(seed))
    big = MLP(x.shape[-1], features, num_old_layers + num_extra_layers, nnx.Rngs(seed + 1000))
    for i in range(num_old_layers):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    return big(x)
