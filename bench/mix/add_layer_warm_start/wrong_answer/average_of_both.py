import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, n_in, n_out, n, rngs):
        self.layers = nnx.List([nnx.Linear(n_in if j == 0 else n_out, n_out, rngs=rngs) for j in range(n)])

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n = int(num_old_layers)
    small = MLP(x.shape[-1], int(features), n, nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], int(features), n + int(num_extra_layers), nnx.Rngs(int(seed) + 1000))
    for i in range(n):
        # "warm": between random and trained
        mixed = jax.tree.map(
            lambda a, b: (a + b) / 2, nnx.state(small.layers[i]), nnx.state(big.layers[i])
        )
        nnx.update(big.layers[i], mixed)
    return big(x)
