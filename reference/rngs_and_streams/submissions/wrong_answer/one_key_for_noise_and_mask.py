"""Noise and mask are drawn for the same key

The key of the noise draws the mask too, which then hangs together with the noise. Draw a key of the stream dropout."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(rngs, x, outputs, noise, rate):
    kernel = jax.random.normal(rngs.params(), (x.shape[-1], outputs))
    views = []
    for _ in range(2):
        key = rngs.noise()
        noisy = x + noise * jax.random.normal(key, x.shape)
        keep = jax.random.bernoulli(key, 1 - rate, x.shape)
        view = jnp.where(keep, noisy / (1 - rate), 0.0)
        views.append(view @ kernel)
    return views[0], views[1], x @ kernel
