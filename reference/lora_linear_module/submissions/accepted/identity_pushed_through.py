"""Gets the merged kernel by calling the layer with the identity."""

import jax.numpy as jnp
from flax import nnx

from given import Frozen


class LoRALinear(nnx.Module):
    def __init__(self, inputs, outputs, rank, alpha, *, rngs):
        keys = [rngs.params() for _ in range(2)]
        init = nnx.initializers.lecun_normal()
        self.kernel = Frozen(init(keys[0], (inputs, outputs)))
        self.lora_a = nnx.Param(init(keys[1], (inputs, rank)))
        self.lora_b = nnx.Param(jnp.full((rank, outputs), 0.0))
        self.alpha, self.rank = alpha, rank

    def __call__(self, x):
        stacked = jnp.concatenate([self.kernel[...], self.lora_a[...]], axis=1)
        plain, low = jnp.split(x @ stacked, [self.kernel.shape[1]], axis=1)
        return plain + (low / self.rank) @ self.lora_b[...] * self.alpha

    def merged(self):
        return self(jnp.eye(self.kernel.shape[0]))
