"""Convolution layers and pooling."""

import jax.numpy as jnp
from flax import nnx


def program(x):
    rngs = nnx.Rngs(1)
    image = jnp.tile(x[None, :, :, None], (2, 2, 1, 1))
    y = nnx.Conv(1, 3, (3, 3), strides=2, rngs=rngs)(image)
    back = nnx.ConvTranspose(3, 1, (2, 2), strides=(2, 2), rngs=rngs)(y)
    causal = nnx.Conv(4, 2, (2,), padding="CAUSAL", rngs=rngs)(x[None])
    return y, back, causal, nnx.max_pool(image, (2, 2)), nnx.avg_pool(image, (2, 2), (2, 2), "SAME")
