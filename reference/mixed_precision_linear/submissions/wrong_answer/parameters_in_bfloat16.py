"""The parameters are kept in bfloat16

The parameters are bfloat16, so that small updates are lost. Keep them in float32, and round the kernel in the call."""

import jax.numpy as jnp
from flax import nnx


class MixedLinear(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs)).astype(jnp.bfloat16))
        self.bias = nnx.Param(jnp.zeros(outputs, jnp.bfloat16))

    def __call__(self, x):
        a = x.astype(jnp.bfloat16)
        b = self.kernel[...].astype(jnp.bfloat16)
        y = jnp.dot(a, b, preferred_element_type=jnp.float32) + self.bias[...]
        return y.astype(x.dtype)
