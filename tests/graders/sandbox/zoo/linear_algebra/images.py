"""Images resized, and sampled between pixels."""

import jax
import jax.numpy as jnp
from jax.scipy import ndimage


@jax.jit
def several(x):
    where = [jnp.array([0.5, 1.25]), jnp.array([0.0, 2.5])]
    return [
        jax.image.resize(x, (5, 2), "bilinear"),
        jax.image.resize(x, (2, 6), "cubic", antialias=False),
        jax.image.resize(x, (6, 8), "nearest"),
        ndimage.map_coordinates(x, where, order=1),
    ]


def program(x):
    return several(x), x + 1
