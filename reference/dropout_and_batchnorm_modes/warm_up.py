"""What most submissions use, at every shape of the cases: layers in both modes."""

import jax
import jax.numpy as jnp
from flax import nnx


def warm_up(batches, outputs, rate, rngs):
    linear = nnx.Linear(batches.shape[-1], outputs, rngs=rngs)
    norm = nnx.BatchNorm(outputs, momentum=0.5, rngs=rngs)
    dropout = nnx.Dropout(rate, rngs=rngs)
    results = []
    for x in batches:
        y = linear(x)
        results += [norm(y), dropout(y), nnx.relu(y), norm(nnx.relu(y)), norm(dropout(y))]
        results += [norm(y, use_running_average=True), jnp.maximum(y, 0)]
        results += [nnx.LayerNorm(outputs, rngs=rngs)(y), y.mean(axis=0), y.var(axis=0)]
        results += [(y - norm.mean[...]) / jnp.sqrt(norm.var[...] + 0.5)]
        results += [jax.lax.rsqrt(norm.var[...] + 0.5) * y * norm.scale[...] + norm.bias[...]]
    return results
