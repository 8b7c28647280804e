"""merged() changes the kernel

merged() writes the sum into the kernel, so that the next call adds the update twice. Return a new array, and leave the module as it is."""

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
        self.lora_b = nnx.Param(jnp.zeros((rank, outputs)))

    def __call__(self, x):
        update = (x @ self.lora_a[...]) @ self.lora_b[...]
        return x @ self.kernel[...] + self.alpha / self.rank * update

    def merged(self):
        update = self.lora_a[...] @ self.lora_b[...]
        self.kernel[...] += self.alpha / self.rank * update
        return self.kernel[...]
