"""Reaches the streams by name, and draws all keys first."""

import jax
import jax.numpy as jnp


def noisy_views(rngs, x, outputs, noise, rate):
    keys = [rngs[name]() for name in ("params", "noise", "dropout", "noise", "dropout")]
    kernel = jax.random.normal(keys[0], (x.shape[1], outputs))

    def view(noise_key, mask_key):
        noisy = x + noise * jax.random.normal(noise_key, x.shape)
        dropped = ~jax.random.bernoulli(mask_key, 1 - rate, x.shape)
        return jnp.where(dropped, 0, noisy) / (1 - rate)

    return view(*keys[1:3]) @ kernel, view(*keys[3:]) @ kernel, x @ kernel
