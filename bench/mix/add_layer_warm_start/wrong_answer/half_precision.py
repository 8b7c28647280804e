import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, n_in, n_out, n, rngs):
        self.layers = nnx.List(
            [nnx.Linear(n_in if i == 0 else n_out, n_out, rngs=rngs) for i in range(n)]
        )

    def __call__(self, x):
        for layer in self.layers:
            # bf16 like the big models
            w = layer.kernel[...].astype(jnp.bfloat16)
            b = layer.bias[...].astype(jnp.bfloat16)
            x = (x.astype(jnp.bfloat16) @ w + b).astype(jnp.float32)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n = int(num_old_layers)
    small = MLP(x.shape[-1], int(features), n, nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], int(features), n + int(num_extra_layers), nnx.Rngs(int(seed) + 1000))
    for i in range(n):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    return big(x)
