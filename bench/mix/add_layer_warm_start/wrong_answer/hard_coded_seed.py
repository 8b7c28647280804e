import jax, jax.numpy as jnp
from flax import nnx

# TODO(me): use the seed argument, 0 is enough for the first example
SEED = 0

class MLP(nnx.Module):
    def __init__(self, in_f, f, n, rngs):
        self.layers = nnx.List([nnx.Linear(in_f if i == 0 else f, f, rngs=rngs) for i in range(n)])
    def __call__(self, x):
        for l in self.layers: x = l(x)
        return x

def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    small = MLP(x.shape[-1], int(features), int(num_old_layers), nnx.Rngs(SEED))
    big = MLP(x.shape[-1], int(features), int(num_old_layers) + int(num_extra_layers), nnx.Rngs(SEED + 1000))
    for i in range(int(num_old_layers)):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    return big(x)
