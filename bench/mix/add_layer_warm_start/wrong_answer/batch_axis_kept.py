import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, depth, n_in, n_out, rngs):
        self.layers = nnx.List(
            [nnx.Linear(n_in, n_out, rngs=rngs)]
            + [nnx.Linear(n_out, n_out, rngs=rngs) for _ in range(depth - 1)]
        )

    @nnx.jit
    def __call__(self, x):
        for l in self.layers:
            x = l(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    x = jnp.atleast_2d(x)
    small = MLP(int(num_old_layers), x.shape[-1], int(features), nnx.Rngs(int(seed)))
    big = MLP(
        int(num_old_layers) + int(num_extra_layers),
        x.shape[-1],
        int(features),
        nnx.Rngs(int(seed) + 1000),
    )
    for old, new in zip(small.layers, big.layers):
        new.kernel[...] = old.kernel[...]
        new.bias[...] = old.bias[...]
    return big(x)
