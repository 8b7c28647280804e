"""Which types results have: weak types, mixtures, strict promotion."""

import jax
import jax.numpy as jnp
import numpy as np


def program(x):
    whole, small = jnp.arange(4), x.astype(jnp.float16)
    mixed = [
        x + 1,
        whole + 1.5,
        whole * x,
        small + x,
        small * 2,
        whole.astype(jnp.int8) + jnp.uint8(3),
        np.float64(2) * x,
        jnp.asarray(3) / 2,
        True + whole,
        jnp.array([1, 2.5]),
        jnp.asarray(2.0).weak_type,
    ]
    with jax.numpy_dtype_promotion("strict"):
        try:
            mixed.append(whole + x[0])
        except Exception as error:
            mixed.append(type(error).__name__)
    return mixed
