"""A compiled program is made bytes, loaded again and called."""

import jax
import jax.numpy as jnp
from jax.experimental import serialize_executable


def program(x):
    compiled = jax.jit(lambda v: jnp.sort(v, axis=0) * 2).lower(x).compile()
    again = serialize_executable.deserialize_and_load(*serialize_executable.serialize(compiled))
    return again(x), compiled(x)
