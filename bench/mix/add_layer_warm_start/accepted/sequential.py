import jax.numpy as jnp
from flax import nnx

def build(n_layers, in_dim, dim, seed):
    rngs = nnx.Rngs(seed)
    layers = [nnx.Linear(in_dim, dim, rngs=rngs)]
    layers += [nnx.Linear(dim, dim, rngs=rngs) for _ in range(n_layers - 1)]
    return nnx.Sequential(*layers)


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n = int(num_old_layers)
    small = build(n, x.shape[-1], int(features), int(seed))
    big = build(n + int(num_extra_layers), x.shape[-1], int(features), int(seed) + 1000)

    for i in range(n):
        big.layers[i].kernel[...] = jnp.array(small.layers[i].kernel[...])
        big.layers[i].bias[...] = jnp.array(small.layers[i].bias[...])

    y = big(x)
    assert y.shape == (int(features),)
    return y
