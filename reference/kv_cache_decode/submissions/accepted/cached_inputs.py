"""Keeps the inputs, and computes all keys and values again."""

import jax
import jax.numpy as jnp


def attention(weights, rows, row, visible):
    keys = rows @ weights["key"]
    scores = keys @ (row @ weights["query"]) / keys.shape[-1] ** 0.5
    p = jnp.where(visible, jnp.exp(scores - jnp.max(scores)), 0.0)
    return (p / jnp.sum(p)) @ (rows @ weights["value"])


def prefill(weights, x, capacity):
    rows = jnp.zeros((capacity, x.shape[1])).at[: x.shape[0]].set(x)
    outputs = [
        attention(weights, rows, row, jnp.arange(capacity) <= index) for index, row in enumerate(x)
    ]
    return {"rows": rows, "count": jnp.array(len(x))}, jnp.stack(outputs)


def decode(weights, cache, row):
    rows = cache["rows"].at[cache["count"]].set(row)
    output = attention(weights, rows, row, jnp.arange(len(rows)) <= cache["count"])
    return {"rows": rows, "count": cache["count"] + 1}, output
