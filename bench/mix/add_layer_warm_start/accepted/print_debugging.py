import jax
import jax.numpy as jnp
from flax import nnx

DEBUG = True


def dbg(*args):
    if DEBUG:
        print("[dbg]", *args)


class MLP(nnx.Module):
    def __init__(self, num_layers, in_features, features, rngs):
        self.layers = nnx.List()
        for i in range(num_layers):
            dbg("layer", i, "in", in_features if i == 0 else features, "out", features)
            self.layers.append(nnx.Linear(in_features if i == 0 else features, features, rngs=rngs))

    def __call__(self, x):
        for i, layer in enumerate(self.layers):
            x = layer(x)
            dbg("after", i, x.shape, x.dtype)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    print("called with", seed, num_old_layers, num_extra_layers, features)
    small = MLP(int(num_old_layers), x.shape[-1], int(features), nnx.Rngs(int(seed)))
    print("small:", jax.tree.map(jnp.shape, nnx.state(small)))
    big = MLP(
        int(num_old_layers) + int(num_extra_layers),
        x.shape[-1],
        int(features),
        nnx.Rngs(int(seed) + 1000),
    )
    for i in range(int(num_old_layers)):
        before = float(jnp.sum(big.layers[i].kernel[...]))
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
        print("kernel sum", before, "->", float(jnp.sum(big.layers[i].kernel[...])))
    res = big(x)
    print("RESULT", res)
    return res
