from flax import nnx
import jax.numpy as jnp


def stack(n, i, f, r):
    return nnx.List([nnx.Linear(i if k == 0 else f, f, rngs=r) for k in range(n)])


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    o, e, f = int(num_old_layers), int(num_extra_layers), int(features)
    small = stack(o, x.shape[-1], f, nnx.Rngs(int(seed)))
    big = stack(o + e, x.shape[-1], f, nnx.Rngs(int(seed) + 1000))
    # first layer of the small model has to see x, the rest of it comes at the end
    h = small[0](x)
    for layer in list(big)[1 : e + 1]:
        h = layer(h)
    for layer in list(small)[1:]:
        h = layer(h)
    return h
