"""One free slot of the cache is attended to

In decode one slot too many takes part in the softmax, the first free one. Mask all slots behind the token."""

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
    scores = jnp.where(jnp.arange(capacity) <= length + 1, scores, -jnp.inf)
    output = jax.nn.softmax(scores) @ values
    return (keys, values, length + 1), output
