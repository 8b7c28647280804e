"""The factors are float16, not bfloat16

jnp.float16 is another dtype of 16 bits, with more digits and less range. Use jnp.bfloat16."""

import jax.numpy as jnp
from flax import nnx


class MixedLinear(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        init = nnx.initializers.lecun_normal()
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs)))
        self.bias = nnx.Param(jnp.zeros(outputs))

    def __call__(self, x):
        a = x.astype(jnp.float16)
        b = self.kernel[...].astype(jnp.float16)
        y = jnp.dot(a, b, preferred_element_type=jnp.float32) + self.bias[...]
        return y.astype(x.dtype)
