"""A linear layer with a frozen kernel and an update of low rank that is trained."""

import jax
import jax.numpy as jnp
from flax import nnx
from given import Frozen


class LoRALinear(nnx.Module):
    """`x @ kernel` plus an update of rank `rank`, times `alpha / rank`."""

    def __init__(
        self, inputs: int, outputs: int, rank: int, alpha: float, *, rngs: nnx.Rngs
    ) -> None:
        init = nnx.initializers.lecun_normal()
        self.kernel = Frozen(init(rngs.params(), (inputs, outputs)))
        self.lora_a = nnx.Param(init(rngs.params(), (inputs, rank)))
        self.lora_b = nnx.Param(jnp.zeros((rank, outputs)))
        self.scale = alpha / rank

    def __call__(self, x: jax.Array) -> jax.Array:
        """The output, of shape `(batch, outputs)`."""
        update = x @ self.lora_a[...] @ self.lora_b[...]
        return x @ self.kernel[...] + self.scale * update

    def merged(self) -> jax.Array:
        """The kernel with the update in it, of shape `(inputs, outputs)`."""
        return self.kernel[...] + self.scale * (self.lora_a[...] @ self.lora_b[...])
