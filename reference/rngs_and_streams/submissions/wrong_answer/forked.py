"""The numbers come from a fork

rngs.fork() makes other streams, which give other keys. Draw from the streams that are passed."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(rngs, x, outputs, noise, rate):
    rngs = rngs.fork()
    kernel = jax.random.normal(rngs.params(), (x.shape[-1], outputs))
    views = []
    for _ in range(2):
        noisy = x + noise * jax.random.normal(rngs.noise(), x.shape)
        keep = jax.random.bernoulli(rngs.dropout(), 1 - rate, x.shape)
        view = jnp.where(keep, noisy / (1 - rate), 0.0)
        views.append(view @ kernel)
    return views[0], views[1], x @ kernel
