"""Has a type of its own for what is frozen, and uses einsum."""

import jax.numpy as jnp
from flax import nnx


class Pretrained(nnx.Variable):
    pass


class LoRALinear(nnx.Module):
    def __init__(self, inputs, outputs, rank, alpha, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.kernel = Pretrained(init(rngs.params(), (inputs, outputs), jnp.float32))
        self.lora_a = nnx.LoRAParam(init(rngs.params(), (inputs, rank), jnp.float32))
        self.lora_b = nnx.LoRAParam(nnx.initializers.zeros(rngs.params(), (rank, outputs)))
        self.factor = alpha / rank

    def __call__(self, x):
        low = jnp.einsum("bi,ir->br", x, self.lora_a[...])
        return jnp.einsum("bi,io->bo", x, self.kernel[...]) + jnp.einsum(
            "br,ro->bo", self.factor * low, self.lora_b[...]
        )

    def merged(self):
        return self.kernel[...] + jnp.einsum(
            "ir,ro->io", self.factor * self.lora_a[...], self.lora_b[...]
        )
