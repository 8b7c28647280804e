"""The kernel is drawn with the second key

A key was drawn before the kernel's. The kernel gets the first: rngs.params() is another key in each call."""

import jax.numpy as jnp
from flax import nnx


class MixedLinear(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        init = nnx.initializers.lecun_normal()
        rngs.params()
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs)))
        self.bias = nnx.Param(jnp.zeros(outputs))

    def __call__(self, x):
        a = x.astype(jnp.bfloat16)
        b = self.kernel[...].astype(jnp.bfloat16)
        y = jnp.dot(a, b, preferred_element_type=jnp.float32) + self.bias[...]
        return y.astype(x.dtype)
