"""The mask comes after the softmax

The weights are masked after the softmax, so that those that are left do not sum to one. Mask the scores before it."""

import jax
import jax.numpy as jnp


def prefill(weights, x, capacity):
    q = x @ weights["query"]
    k = x @ weights["key"]
    v = x @ weights["value"]
    length, head = k.shape
    scores = q @ k.T / jnp.sqrt(head)
    mask = jnp.tril(jnp.ones((length, length), dtype=bool))
    outputs = jnp.where(mask, jax.nn.softmax(scores, axis=-1), 0.0) @ v
    keys = jnp.zeros((capacity, head)).at[:length].set(k)
    values = jnp.zeros((capacity, head)).at[:length].set(v)
    return (keys, values, length), outputs


def decode(weights, cache, row):
    keys, values, length = cache
    keys = keys.at[length].set(row @ weights["key"])
    values = values.at[length].set(row @ weights["value"])
    capacity, head = keys.shape
    scores = keys @ (row @ weights["query"]) / jnp.sqrt(head)
    seen = jnp.arange(capacity) <= length
    output = jnp.where(seen, jax.nn.softmax(scores), 0.0) @ values
    return (keys, values, length + 1), output
