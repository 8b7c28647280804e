"""The scores are divided by the root of the features

The scores are divided by the square root of the number of features. It is the size of the head that counts: weights["query"].shape[1]."""

import jax
import jax.numpy as jnp


def prefill(weights, x, capacity):
    q = x @ weights["query"]
    k = x @ weights["key"]
    v = x @ weights["value"]
    length, head = k.shape
    scores = q @ k.T / jnp.sqrt(x.shape[-1])
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
    scores = keys @ (row @ weights["query"]) / jnp.sqrt(row.shape[-1])
    scores = jnp.where(jnp.arange(capacity) <= length, scores, -jnp.inf)
    output = jax.nn.softmax(scores) @ values
    return (keys, values, length + 1), output
