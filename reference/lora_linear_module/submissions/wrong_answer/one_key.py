"""Kernel and lora_a are made with one key

The same key was used twice, so that lora_a is not independent of the kernel. Call rngs.params() for each."""

import jax.numpy as jnp
from flax import nnx

from given import Frozen


class LoRALinear(nnx.Module):
    def __init__(self, inputs, outputs, rank, alpha, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.rank = rank
        key = rngs.params()
        self.alpha = alpha
        self.kernel = Frozen(init(key, (inputs, outputs)))
        self.lora_a = nnx.Param(init(key, (inputs, rank)))
        self.lora_b = nnx.Param(jnp.zeros((rank, outputs)))

    def __call__(self, x):
        update = (x @ self.lora_a[...]) @ self.lora_b[...]
        return x @ self.kernel[...] + self.alpha / self.rank * update

    def merged(self):
        update = self.lora_a[...] @ self.lora_b[...]
        return self.kernel[...] + self.alpha / self.rank * update
