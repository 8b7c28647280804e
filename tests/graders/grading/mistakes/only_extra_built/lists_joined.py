"""Joins the small model's layers with as many new ones as are missing."""

from flax import nnx


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    width = int(features)
    rngs = nnx.Rngs(int(seed))
    small = [nnx.Linear(x.shape[-1], width, rngs=rngs)]
    while len(small) < int(num_old_layers):
        small.append(nnx.Linear(width, width, rngs=rngs))
    rngs = nnx.Rngs(int(seed) + 1000)
    extra = [nnx.Linear(width, width, rngs=rngs) for _ in range(int(num_extra_layers))]
    return nnx.Sequential(*small, *extra)(x)
