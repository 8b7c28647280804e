"""The class must be called LoRALinear."""

import jax.numpy as jnp
from flax import nnx

from given import Frozen


class LoraLinear(nnx.Module):
    def __init__(self, inputs, outputs, rank, alpha, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.rank = rank
        self.alpha = alpha
        self.kernel = Frozen(init(rngs.params(), (inputs, outputs)))
        self.lora_a = nnx.Param(init(rngs.params(), (inputs, rank)))
        self.lora_b = nnx.Param(jnp.zeros((rank, outputs)))

    def __call__(self, x):
        update = (x @ self.lora_a[...]) @ self.lora_b[...]
        return x @ self.kernel[...] + self.alpha / self.rank * update

    def merged(self):
        update = self.lora_a[...] @ self.lora_b[...]
        return self.kernel[...] + self.alpha / self.rank * update
