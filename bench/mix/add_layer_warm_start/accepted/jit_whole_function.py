"""everything in one jit, sizes are static"""
from functools import partial

import jax
from flax import nnx


@partial(jax.jit, static_argnames=("n_old", "n_extra", "width"))
def grow(seed, x, n_old, n_extra, width):
    def make(n, key_seed):
        rngs = nnx.Rngs(jax.random.key(key_seed))
        return [nnx.Linear(x.shape[-1] if i == 0 else width, width, rngs=rngs) for i in range(n)]

    small = make(n_old, seed)
    big = make(n_old + n_extra, seed + 1000)
    chain = small + big[n_old:]
    h = x
    for layer in chain:
        h = layer(h)
    return h


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    return grow(int(seed), x, int(num_old_layers), int(num_extra_layers), int(features))
