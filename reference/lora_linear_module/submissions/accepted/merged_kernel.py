"""Adds the update to the kernel, and multiplies once."""

import jax.numpy as jnp
from flax import nnx

from given import Frozen


class LoRALinear(nnx.Module):
    def __init__(self, inputs, outputs, rank, alpha, rngs):
        linear = nnx.Linear(inputs, outputs, use_bias=False, rngs=rngs)
        self.kernel = Frozen(linear.kernel[...])
        narrow = nnx.Linear(inputs, rank, use_bias=False, rngs=rngs)
        self.lora_a = nnx.Param(narrow.kernel[...])
        self.lora_b = nnx.Param(jnp.zeros((rank, outputs)))
        self.scale = alpha / rank

    def __call__(self, x):
        return x @ self.merged()

    def merged(self):
        return self.kernel[...] + jnp.dot(self.lora_a[...], self.lora_b[...]) * self.scale
