"""The stream default is drawn from

rngs() draws from the stream default, which this nnx.Rngs does not have. Name the stream: rngs.noise()."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(rngs, x, outputs, noise, rate):
    kernel = jax.random.normal(rngs(), (x.shape[-1], outputs))
    views = []
    for _ in range(2):
        noisy = x + noise * jax.random.normal(rngs(), x.shape)
        keep = jax.random.bernoulli(rngs(), 1 - rate, x.shape)
        view = jnp.where(keep, noisy / (1 - rate), 0.0)
        views.append(view @ kernel)
    return views[0], views[1], x @ kernel
