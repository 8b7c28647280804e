"""Computes one head after the other."""

import jax.numpy as jnp
from flax import nnx


class CausalSelfAttention(nnx.Module):
    def __init__(self, features, heads, *, rngs):
        self.qkv = nnx.Linear(features, 3 * features, rngs=rngs)
        self.output = nnx.Linear(features, features, rngs=rngs)
        self.heads = heads

    def __call__(self, x):
        tokens, features = x.shape[1:]
        size = features // self.heads
        steps = jnp.arange(tokens)
        later = steps[None, :] > steps[:, None]
        qkv = self.qkv(x)
        outputs = []
        for head in range(self.heads):
            start = head * size
            q = qkv[..., start : start + size]
            k = qkv[..., features + start : features + start + size]
            v = qkv[..., 2 * features + start : 2 * features + start + size]
            scores = q @ k.swapaxes(1, 2) / size**0.5
            weights = nnx.softmax(jnp.where(later, -1e9, scores))
            outputs.append(weights @ v)
        return self.output(jnp.concatenate(outputs, axis=-1))
