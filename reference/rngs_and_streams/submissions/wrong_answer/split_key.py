"""One key is split for noise and mask

A key of the stream noise is split, and its half draws the mask. Draw a key of the stream dropout."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(rngs, x, outputs, noise, rate):
    kernel = jax.random.normal(rngs.params(), (x.shape[-1], outputs))
    views = []
    for _ in range(2):
        first, other = jax.random.split(rngs.noise())
        noisy = x + noise * jax.random.normal(first, x.shape)
        keep = jax.random.bernoulli(other, 1 - rate, x.shape)
        view = jnp.where(keep, noisy / (1 - rate), 0.0)
        views.append(view @ kernel)
    return views[0], views[1], x @ kernel
