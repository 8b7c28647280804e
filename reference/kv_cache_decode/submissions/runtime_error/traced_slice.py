"""A slice ends at a traced number

Within jax.lax.scan the count of tokens is not known while decode is traced, so that keys[:count] has no shape. Take all slots, and mask the free ones."""

import jax
import jax.numpy as jnp


def prefill(weights, x, capacity):
    q = x @ weights["query"]
    k = x @ weights["key"]
    v = x @ weights["value"]
    length, head = k.shape
    scores = q @ k.T / jnp.sqrt(head)
    mask = jnp.tril(jnp.ones((length, length), dtype=bool))
    scores = jnp.where(mask, scores, -jnp.inf)
    outputs = jax.nn.softmax(scores, axis=-1) @ v
    keys = jnp.zeros((capacity, head)).at[:length].set(k)
    values = jnp.zeros((capacity, head)).at[:length].set(v)
    return (keys, values, length), outputs


def decode(weights, cache, row):
    keys, values, length = cache
    keys = keys.at[length].set(row @ weights["key"])
    values = values.at[length].set(row @ weights["value"])
    capacity, head = keys.shape
    scores = keys @ (row @ weights["query"]) / jnp.sqrt(head)
    output = jax.nn.softmax(scores[: length + 1]) @ values[: length + 1]
    return (keys, values, length + 1), output
