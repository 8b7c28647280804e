"""What most submissions use, at every shape of the cases: products, masks, writes into a buffer."""

import jax
import jax.numpy as jnp


def warm_up(x, query, key, value, prompt, capacity):
    rows = x[:prompt]
    head = query.shape[1]
    q, k, v = rows @ query, rows @ key, rows @ value
    empty = jnp.zeros((capacity, head))
    buffer = empty.at[:prompt].set(k)
    padded = jnp.pad(v, ((0, capacity - prompt), (0, 0)))
    results = [jax.lax.dynamic_update_slice(empty, v, (0, 0)), buffer, padded]
    own = jnp.arange(prompt)
    for keys, values, slots in ((k, v, own), (buffer, padded, jnp.arange(capacity))):
        scores = q @ keys.T
        for scaled in (scores / jnp.sqrt(head), scores / head**0.5):
            mask = slots <= own[:, None]
            masked = jnp.where(mask, scaled, -jnp.inf)
            weights = jax.nn.softmax(masked) + jax.nn.softmax(masked, axis=-1)
            results += [weights @ values, weights.sum(axis=-1), jnp.exp(masked)]
        results += [jnp.einsum("qd,kd->qk", q, keys), jnp.tril(jnp.ones((prompt, prompt), bool))]

    def step(carry, row):
        filled, count = carry
        filled = filled.at[count].set(row @ key)
        scores = filled @ (row @ query) / jnp.sqrt(head)
        scores = jnp.where(jnp.arange(capacity) <= count, scores, -jnp.inf)
        return (filled, count + 1), jax.nn.softmax(scores)

    _, stacked = jax.lax.scan(step, (buffer, prompt), x[prompt:])
    return [*results, stacked]
