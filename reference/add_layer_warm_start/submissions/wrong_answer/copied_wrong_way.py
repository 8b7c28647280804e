"""Nothing of the small model is in the big one

This is the output of a big model that has its own starting values in every layer: nothing of the small model reached it before it was called. Assign big.layers[i].kernel[...] = small.layers[i].kernel[...], and the bias alike, in this direction and before big(x). A name of its own, a state, and a copy by nnx.merge or within jax.jit are not the model; nnx.update writes a state into it. And only big's seed has the 1000."""

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
    for i in range(n_old):
        small.layers[i].kernel[...] = big.layers[i].kernel[...]
        small.layers[i].bias[...] = big.layers[i].bias[...]
    return big(x)
