"""Prefills by decoding the rows of the prompt."""

from typing import NamedTuple

import jax
import jax.numpy as jnp


class Cache(NamedTuple):
    keys: jax.Array
    values: jax.Array
    used: jax.Array


def prefill(weights, x, capacity):
    head = weights["query"].shape[1]
    empty = jnp.zeros((capacity, head))
    cache = Cache(empty, empty, jnp.zeros(capacity, dtype=bool))
    return jax.lax.scan(lambda cache, row: decode(weights, cache, row), cache, x)


def decode(weights, cache, row):
    slot = jnp.sum(cache.used)
    used = cache.used.at[slot].set(True)
    keys = cache.keys.at[slot].set(row @ weights["key"])
    values = cache.values.at[slot].set(row @ weights["value"])
    scores = jnp.einsum("d,kd->k", row @ weights["query"], keys) / jnp.sqrt(keys.shape[1])
    weight = jax.nn.softmax(scores, where=used)
    return Cache(keys, values, used), jnp.einsum("k,kd->d", weight, values)
