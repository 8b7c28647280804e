"""Every implementation of keys, with the usual operations on them."""

import jax
from jax import random


def program(x):
    results = []
    for kind in ("threefry2x32", "rbg", "unsafe_rbg"):
        key = random.key(42, impl=kind)
        first, second = random.split(key)
        results.append(
            {
                "key": key,
                "normal": random.normal(first, (3,)),
                "bits": random.bits(second, (2,)),
                "folded": random.key_data(random.fold_in(key, 3)),
                "jitted": jax.jit(lambda k: random.uniform(k, (2,)))(key),
                "kind": str(random.key_impl(key)),
            }
        )
    return results
