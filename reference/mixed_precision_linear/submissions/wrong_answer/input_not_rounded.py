"""The input is not rounded

Only the kernel is rounded, and the product is computed in float32. Round x to bfloat16 too."""

import jax.numpy as jnp
from flax import nnx


class MixedLinear(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs)))
        self.bias = nnx.Param(jnp.zeros(outputs))

    def __call__(self, x):
        a = x.astype(jnp.float32)
        b = self.kernel[...].astype(jnp.bfloat16).astype(jnp.float32)
        y = jnp.dot(a, b, preferred_element_type=jnp.float32) + self.bias[...]
        return y.astype(x.dtype)
