from flax import nnx
import jax


class MLP(nnx.Module):
    def __init__(self, n_in, n_hidden, n_layers, rngs):
        self.layers = nnx.List([nnx.Linear(n_in if i < 1 else n_hidden, n_hidden, rngs=rngs) for i in range(n_layers)])

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    seed = int(seed)
    small = MLP(x.shape[-1], int(features), int(num_old_layers), nnx.Rngs(seed))
    big = MLP(x.shape[-1], int(features), int(num_old_layers) + int(num_extra_layers), nnx.Rngs(seed + 1000))
    for i in range(int(num_old_layers)):
        small.layers[i].kernel[...] = big.layers[i].kernel[...]
        small.layers[i].bias[...] = big.layers[i].bias[...]
    return big(x)
