"""Both views have the same noise

The noise is drawn once, for both views. Each view draws its own, for a new key."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(rngs, x, outputs, noise, rate):
    kernel = jax.random.normal(rngs.params(), (x.shape[-1], outputs))
    views = []
    numbers = jax.random.normal(rngs.noise(), x.shape)
    for _ in range(2):
        noisy = x + noise * numbers
        keep = jax.random.bernoulli(rngs.dropout(), 1 - rate, x.shape)
        view = jnp.where(keep, noisy / (1 - rate), 0.0)
        views.append(view @ kernel)
    return views[0], views[1], x @ kernel
