import jax
import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, din, dh, n, rngs):
        self.layers = nnx.List([nnx.Linear(din if i == 0 else dh, dh, rngs=rngs) for i in range(n)])

    def __call__(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            if i < len(self.layers) - 1:
                x = jax.nn.relu(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n = int(num_old_layers)
    small = MLP(x.shape[-1], int(features), n, nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], int(features), n + int(num_extra_layers), nnx.Rngs(int(seed) + 1000))
    for a, b in zip(small.layers, big.layers):
        b.kernel[...] = a.kernel[...]
        b.bias[...] = a.bias[...]
    return big(x)
