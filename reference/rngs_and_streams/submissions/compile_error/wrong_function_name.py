"""The function must be called noisy_views."""

import jax
import jax.numpy as jnp
from flax import nnx


def views_of(rngs, x, outputs, noise, rate):
    kernel = jax.random.normal(rngs.params(), (x.shape[-1], outputs))
    views = []
    for _ in range(2):
        noisy = x + noise * jax.random.normal(rngs.noise(), x.shape)
        keep = jax.random.bernoulli(rngs.dropout(), 1 - rate, x.shape)
        view = jnp.where(keep, noisy / (1 - rate), 0.0)
        views.append(view @ kernel)
    return views[0], views[1], x @ kernel
