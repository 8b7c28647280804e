"""A linear layer that multiplies in bfloat16, and keeps its parameters in float32."""

import jax
import jax.numpy as jnp
from flax import nnx


class MixedLinear(nnx.Module):
    """`x @ kernel + bias`, with factors of 16 bits and sums of 32."""

    def __init__(self, inputs: int, outputs: int, *, rngs: nnx.Rngs) -> None:
        init = nnx.initializers.lecun_normal()
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs)))
        self.bias = nnx.Param(jnp.zeros(outputs))

    def __call__(self, x: jax.Array) -> jax.Array:
        """The output, of shape `(batch, outputs)` and the dtype of `x`."""
        factors = [array.astype(jnp.bfloat16) for array in (x, self.kernel[...])]
        product = jnp.dot(*factors, preferred_element_type=jnp.float32)
        return (product + self.bias[...]).astype(x.dtype)
