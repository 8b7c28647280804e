"""The mask comes from the stream noise

The mask is drawn for a key of the stream noise. Draw its key from the stream dropout."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(rngs, x, outputs, noise, rate):
    kernel = jax.random.normal(rngs.params(), (x.shape[-1], outputs))
    views = []
    for _ in range(2):
        noisy = x + noise * jax.random.normal(rngs.noise(), x.shape)
        keep = jax.random.bernoulli(rngs.noise(), 1 - rate, x.shape)
        view = jnp.where(keep, noisy / (1 - rate), 0.0)
        views.append(view @ kernel)
    return views[0], views[1], x @ kernel
