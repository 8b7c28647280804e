"""Traced values where concrete ones are needed, in several ways."""

import jax
import jax.numpy as jnp
import numpy as np


def program(x):
    functions = (
        lambda v: float(v[0, 0]),
        lambda v: np.asarray(v),
        lambda v: list(range(v.astype(int)[0, 0])),
        lambda v: jnp.zeros(v.shape)[: v.argmax()],
        lambda v: jnp.arange(v.sum()),
        lambda v: v[v > 0],
    )
    names = []
    for function in functions:
        try:
            jax.jit(function)(x)
        except Exception as error:
            names.append(type(error).__name__)
            print(str(error)[:300])
    return names, jax.jit(functions[-1])(x)
