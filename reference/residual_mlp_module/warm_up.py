"""What most submissions use, at every shape of the cases: layers, activations, normalization."""

import jax
import jax.numpy as jnp
from flax import nnx


def warm_up(features, depth, rngs, x):
    layer = nnx.Linear(features, features, rngs=rngs)
    norm = nnx.LayerNorm(features, rngs=rngs)
    results = [norm(x), nnx.RMSNorm(features, rngs=rngs)(x)]
    y = layer(x)
    results += [norm(y), norm(x + y), nnx.relu(y), jnp.maximum(y, 0), nnx.relu(x), x * y]
    results += [nnx.gelu(y), nnx.tanh(y), jnp.where(y > 0, y, 0), y @ layer.kernel[...]]
    results += [x @ layer.kernel[...] + layer.bias[...], x + nnx.relu(y)]
    centred = x - jnp.mean(x, axis=-1, keepdims=True)
    variance = jnp.mean(centred**2, axis=-1, keepdims=True)
    results += [jnp.var(x, axis=-1, keepdims=True), centred / jnp.sqrt(variance + 0.5)]
    results += [jax.lax.rsqrt(variance + 0.5) * centred, jnp.mean(x, axis=0), jnp.var(x, axis=0)]
    return results
