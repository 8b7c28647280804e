"""lora_a is made before the kernel

The key for lora_a was drawn before that of the kernel, and each got the random numbers of the other. Make the kernel first."""

import jax.numpy as jnp
from flax import nnx

from given import Frozen


class LoRALinear(nnx.Module):
    def __init__(self, inputs, outputs, rank, alpha, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.rank = rank
        self.alpha = alpha
        self.lora_a = nnx.Param(init(rngs.params(), (inputs, rank)))
        self.kernel = Frozen(init(rngs.params(), (inputs, outputs)))
        self.lora_b = nnx.Param(jnp.zeros((rank, outputs)))

    def __call__(self, x):
        update = (x @ self.lora_a[...]) @ self.lora_b[...]
        return x @ self.kernel[...] + self.alpha / self.rank * update

    def merged(self):
        update = self.lora_a[...] @ self.lora_b[...]
        return self.kernel[...] + self.alpha / self.rank * update
