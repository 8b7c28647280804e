"""Normalisations over layers, groups, instances, and root mean squares."""

import jax.numpy as jnp
from flax import nnx


def program(x):
    rngs = nnx.Rngs(3)
    batch = jnp.stack([x, x * x])
    return [
        nnx.LayerNorm(4, rngs=rngs)(x),
        nnx.RMSNorm(4, rngs=rngs)(x),
        nnx.GroupNorm(4, num_groups=2, rngs=rngs)(batch),
        nnx.InstanceNorm(4, rngs=rngs)(batch),
    ]
