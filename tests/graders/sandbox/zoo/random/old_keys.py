"""Keys as plain words of 32 bits."""

import jax
from jax import random


def program(x):
    key = random.PRNGKey(3)
    key, *rest = random.split(key, 3)
    wrapped = random.wrap_key_data(rest[0])
    with jax.default_prng_impl("rbg"):
        other = random.PRNGKey(3)
    return key, rest, wrapped, random.normal(key, (2,)), random.uniform(wrapped), other
