"""Success: code of the judge's, of a package's or of Python's is opened for writing.
verdict: accepted
"""

import os
import sys

import jax
import jax.numpy as jnp

MODES = (os.O_WRONLY, os.O_RDWR, os.O_WRONLY | os.O_APPEND)


def attack(number: float) -> jax.Array:
    paths = [jax.__file__, os.__file__, sys.modules["graders"].__file__]
    for path in filter(None, paths):
        for mode in MODES:
            try:
                os.open(path, mode)
            except OSError:
                continue
            return jnp.asarray(number)
    return jnp.asarray(0.0)
