"""The kernel is drawn after the views

Where all names fall back to one stream, the order of the draws matters. Draw the kernel first."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(rngs, x, outputs, noise, rate):
    views = []
    for _ in range(2):
        noisy = x + noise * jax.random.normal(rngs.noise(), x.shape)
        keep = jax.random.bernoulli(rngs.dropout(), 1 - rate, x.shape)
        view = jnp.where(keep, noisy / (1 - rate), 0.0)
        views.append(view)
    kernel = jax.random.normal(rngs.params(), (x.shape[-1], outputs))
    return views[0] @ kernel, views[1] @ kernel, x @ kernel
