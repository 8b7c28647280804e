import jax
import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, inputs, features, layers, rngs):
        self.layers = nnx.List([
            nnx.Linear(inputs if i == 0 else features, features, rngs=rngs) for i in range(layers)
        ])

    @nnx.jit
    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n_old = int(num_old_layers)
    small = MLP(x.shape[-1], int(features), n_old, nnx.Rngs(int(seed)))
    y_small = small(x)
    print("small", y_small)
    big = MLP(x.shape[-1], int(features), n_old + int(num_extra_layers), nnx.Rngs(int(seed) + 1000))
    for i in range(n_old):
        big.layers[i].kernel[...] = smal.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    return big(x)
