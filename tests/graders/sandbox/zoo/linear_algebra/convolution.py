"""Convolutions: strided, dilated, grouped, transposed, in one and two dimensions."""

import jax
import jax.numpy as jnp
from jax import lax


@jax.jit
def several(x):
    image = jnp.tile(x[None, None], (1, 2, 2, 2))
    kernel = jnp.arange(36.0).reshape(2, 2, 3, 3) / 36
    grouped = lax.conv_general_dilated(
        image, kernel[:, :1], (1, 2), "SAME", rhs_dilation=(2, 1), feature_group_count=2
    )
    return [
        lax.conv(image, kernel, (2, 2), "SAME"),
        grouped,
        lax.conv_transpose(
            image, kernel, (2, 2), "SAME", dimension_numbers=("NCHW", "OIHW", "NCHW")
        ),
        jnp.convolve(x[0], x[1, :3], mode="same"),
        jax.grad(lambda k: (lax.conv(image, k, (1, 1), "VALID") ** 2).sum())(kernel),
    ]


def program(x):
    return several(x), x + 1
