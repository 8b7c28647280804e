"""Updates slices of a registered dataclass."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclass
class Cache:
    both: jax.Array
    count: jax.Array


def prefill(weights, x, capacity):
    both = jnp.stack([x @ weights["key"], x @ weights["value"]])
    head = both.shape[-1]
    cache = Cache(
        jax.lax.dynamic_update_slice(jnp.zeros((2, capacity, head)), both, (0, 0, 0)),
        jnp.int32(x.shape[0]),
    )
    scores = (x @ weights["query"]) @ both[0].T / jnp.sqrt(head)
    hidden = jnp.triu(jnp.full(scores.shape, -jnp.inf), k=1)
    return cache, jax.nn.softmax(scores + hidden) @ both[1]


def decode(weights, cache, row):
    both = jnp.stack([row @ weights["key"], row @ weights["value"]])[:, None]
    filled = jax.lax.dynamic_update_slice(cache.both, both, (0, cache.count, 0))
    keys, values = filled
    scores = keys @ (row @ weights["query"]) / jnp.sqrt(keys.shape[-1])
    weight = jax.nn.softmax(jnp.where(jnp.arange(len(keys)) > cache.count, -jnp.inf, scores))
    return Cache(filled, cache.count + 1), weight @ values
