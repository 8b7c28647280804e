"""Makes the layers with NNX and multiplies the matrices with NumPy."""

import numpy as np
from flax import nnx


def make_layers(count, d_in, d_out, rngs):
    sizes = [d_in] + [d_out] * count
    return [nnx.Linear(a, b, rngs=rngs) for a, b in zip(sizes, sizes[1:])]


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    seed, n_old, n_extra, d = map(int, (seed, num_old_layers, num_extra_layers, features))
    small = make_layers(n_old, x.shape[-1], d, nnx.Rngs(seed))
    big = make_layers(n_old + n_extra, x.shape[-1], d, nnx.Rngs(seed + 1000))
    out = np.asarray(x)
    for layer in small + big[n_old:]:
        out = out @ np.asarray(layer.kernel[...]) + np.asarray(layer.bias[...])
    return out
