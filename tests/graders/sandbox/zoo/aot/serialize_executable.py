"""A compiled program that is stored and loaded again."""

import jax
from jax.experimental.serialize_executable import deserialize_and_load, serialize


def program(x):
    stored = serialize(jax.jit(lambda v: v * 2 + 1).lower(x).compile())
    loaded = deserialize_and_load(*stored)
    return loaded(x), loaded(x + 1)
