"""The mask is drawn with rate, and inverted

The mask is drawn as what is dropped, with the probability rate. Drawn so, other elements are kept: draw keep with the probability 1 - rate."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(rngs, x, outputs, noise, rate):
    kernel = jax.random.normal(rngs.params(), (x.shape[-1], outputs))
    views = []
    for _ in range(2):
        noisy = x + noise * jax.random.normal(rngs.noise(), x.shape)
        keep = ~jax.random.bernoulli(rngs.dropout(), rate, x.shape)
        view = jnp.where(keep, noisy / (1 - rate), 0.0)
        views.append(view @ kernel)
    return views[0], views[1], x @ kernel
