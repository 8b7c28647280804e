"""The kernel is frozen by stop_gradient only

The kernel is still an nnx.Param: its gradient is zero, and weight decay would change it all the same. Make it a Frozen variable."""

import jax
import jax.numpy as jnp
from flax import nnx

from given import Frozen


class LoRALinear(nnx.Module):
    def __init__(self, inputs, outputs, rank, alpha, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.rank = rank
        self.alpha = alpha
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs)))
        self.lora_a = nnx.Param(init(rngs.params(), (inputs, rank)))
        self.lora_b = nnx.Param(jnp.zeros((rank, outputs)))

    def __call__(self, x):
        update = (x @ self.lora_a[...]) @ self.lora_b[...]
        kernel = jax.lax.stop_gradient(self.kernel[...])
        return x @ kernel + self.alpha / self.rank * update

    def merged(self):
        update = self.lora_a[...] @ self.lora_b[...]
        return self.kernel[...] + self.alpha / self.rank * update
