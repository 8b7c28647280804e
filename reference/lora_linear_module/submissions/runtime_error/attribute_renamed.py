"""An attribute has another name

The judge looks for attributes of the module by their names: kernel, lora_a and lora_b."""

import jax.numpy as jnp
from flax import nnx

from given import Frozen


class LoRALinear(nnx.Module):
    def __init__(self, inputs, outputs, rank, alpha, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.rank = rank
        self.alpha = alpha
        self.kernel = Frozen(init(rngs.params(), (inputs, outputs)))
        self.lora_a = nnx.Param(init(rngs.params(), (inputs, rank)))
        self.b = nnx.Param(jnp.zeros((rank, outputs)))

    def __call__(self, x):
        update = (x @ self.lora_a[...]) @ self.b[...]
        return x @ self.kernel[...] + self.alpha / self.rank * update

    def merged(self):
        update = self.lora_a[...] @ self.b[...]
        return self.kernel[...] + self.alpha / self.rank * update
