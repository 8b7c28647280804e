"""The update is computed in the constructor

The product of the factors is computed when the layer is made, while lora_b is zero, and used ever after. Compute it in the call."""

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
        self.update = Frozen(self.lora_a[...] @ self.lora_b[...])

    def __call__(self, x):
        update = x @ self.update[...]
        return x @ self.kernel[...] + self.alpha / self.rank * update

    def merged(self):
        update = self.update[...]
        return self.kernel[...] + self.alpha / self.rank * update
