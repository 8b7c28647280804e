"""Prefills, and decodes the other tokens as a compiled loop would."""

import jax


def drive(submission, x, query, key, value, prompt, capacity):
    weights = {"query": query, "key": key, "value": value}
    cache, first = submission.prefill(weights, x[:prompt], capacity)

    def step(cache, row):
        return submission.decode(weights, cache, row)

    _, rest = jax.lax.scan(step, cache, x[prompt:])
    return {"first": first, "rest": rest}
