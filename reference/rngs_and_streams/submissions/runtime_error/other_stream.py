"""A stream has another name

There is no stream of this name. The streams are params, noise and dropout."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(rngs, x, outputs, noise, rate):
    kernel = jax.random.normal(rngs.kernel(), (x.shape[-1], outputs))
    views = []
    for _ in range(2):
        noisy = x + noise * jax.random.normal(rngs.noise(), x.shape)
        keep = jax.random.bernoulli(rngs.dropout(), 1 - rate, x.shape)
        view = jnp.where(keep, noisy / (1 - rate), 0.0)
        views.append(view @ kernel)
    return views[0], views[1], x @ kernel
