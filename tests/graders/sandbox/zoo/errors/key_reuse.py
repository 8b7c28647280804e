"""A key used twice, where that is checked."""

import jax


def program(x):
    with jax.debug_key_reuse(True):
        key = jax.random.key(0)
        first = jax.random.normal(key, (2,))
        print(first)
        return jax.random.uniform(key, (2,))
