"""The bias is added in bfloat16

Product and sum are rounded to bfloat16. Add up in float32, and add the bias in float32."""

import jax.numpy as jnp
from flax import nnx


class MixedLinear(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs)))
        self.bias = nnx.Param(jnp.zeros(outputs))

    def __call__(self, x):
        a = x.astype(jnp.bfloat16)
        b = self.kernel[...].astype(jnp.bfloat16)
        y = a @ b + self.bias[...].astype(jnp.bfloat16)
        return y.astype(x.dtype)
