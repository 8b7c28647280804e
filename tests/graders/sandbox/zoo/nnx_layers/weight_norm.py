"""Layers whose weights are normalised, and a rectifier that learns."""

from flax import nnx


def program(x):
    rngs = nnx.Rngs(13)
    linear = nnx.Linear(4, 3, rngs=rngs)
    spectral = nnx.SpectralNorm(nnx.Linear(4, 3, rngs=rngs), rngs=rngs)
    weight = nnx.WeightNorm(linear, rngs=rngs)
    return weight(x), spectral(x, update_stats=True), nnx.PReLU(0.3)(x)
