"""Causal attention with one head: the whole prompt at once, then token by token."""

import jax
import jax.numpy as jnp

Cache = dict[str, jax.Array | int]


def _attend(
    queries: jax.Array, keys: jax.Array, values: jax.Array, positions: jax.Array
) -> jax.Array:
    """The outputs of the queries at these positions, of shape `(..., head)`."""
    scores = queries @ keys.T / jnp.sqrt(keys.shape[1])
    visible = jnp.arange(len(keys)) <= positions[..., None]
    return jax.nn.softmax(jnp.where(visible, scores, -jnp.inf)) @ values


def prefill(weights: dict[str, jax.Array], x: jax.Array, capacity: int) -> tuple[Cache, jax.Array]:
    """The cache after the prompt, and the outputs of its tokens, of shape `(prompt, head)`."""
    length = len(x)
    free = jnp.zeros((capacity, weights["key"].shape[1]))
    keys = free.at[:length].set(x @ weights["key"])
    values = free.at[:length].set(x @ weights["value"])
    outputs = _attend(x @ weights["query"], keys, values, jnp.arange(length))
    return {"keys": keys, "values": values, "length": length}, outputs


def decode(weights: dict[str, jax.Array], cache: Cache, row: jax.Array) -> tuple[Cache, jax.Array]:
    """The cache with one more token, and the token's output, of shape `(head,)`."""
    position = cache["length"]
    keys = cache["keys"].at[position].set(row @ weights["key"])
    values = cache["values"].at[position].set(row @ weights["value"])
    output = _attend(row @ weights["query"], keys, values, position)
    return {"keys": keys, "values": values, "length": position + 1}, output
