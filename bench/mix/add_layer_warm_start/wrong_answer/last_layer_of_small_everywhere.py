import jax
import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, sizes, rngs):
        self.layers = nnx.List([nnx.Linear(a, b, rngs=rngs) for a, b in sizes])

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def sizes(n, i, f):
    return [(i if k == 0 else f, f) for k in range(n)]


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n, m, f, i = int(num_old_layers), int(num_extra_layers), int(features), x.shape[-1]
    small = MLP(sizes(n, i, f), nnx.Rngs(int(seed)))
    big = MLP(sizes(n + m, i, f), nnx.Rngs(int(seed) + 1000))
    for k in range(n + m):
        src = small.layers[min(k, n - 1)]
        if src.kernel.shape == big.layers[k].kernel.shape:
            big.layers[k].kernel[...] = src.kernel[...]
            big.layers[k].bias[...] = src.bias[...]
    return big(x)
