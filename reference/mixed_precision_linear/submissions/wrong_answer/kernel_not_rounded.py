"""The kernel is not rounded

Only x is rounded, and the product is computed in float32. Round the kernel to bfloat16 too."""

import jax.numpy as jnp
from flax import nnx


class MixedLinear(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs)))
        self.bias = nnx.Param(jnp.zeros(outputs))

    def __call__(self, x):
        a = x.astype(jnp.bfloat16)
        b = self.kernel[...]
        y = jnp.dot(a, b, preferred_element_type=jnp.float32) + self.bias[...]
        return y.astype(x.dtype)
