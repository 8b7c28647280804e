"""Has nnx.Dropout draw the mask."""

import jax
import jax.numpy as jnp
from flax import nnx


class Views(nnx.Module):
    def __init__(self, inputs, outputs, noise, rate, rngs):
        self.kernel = nnx.Param(jax.random.normal(rngs.params(), (inputs, outputs)))
        self.dropout = nnx.Dropout(rate)
        self.noise = noise

    def __call__(self, x, rngs=None):
        if rngs is not None:
            x = x + self.noise * jax.random.normal(rngs.noise(), x.shape)
            x = self.dropout(x, rngs=rngs)
        return jnp.dot(x, self.kernel[...])


def noisy_views(rngs, x, outputs, noise, rate):
    views = Views(x.shape[-1], outputs, noise, rate, rngs)
    return views(x, rngs), views(x, rngs), views(x)
