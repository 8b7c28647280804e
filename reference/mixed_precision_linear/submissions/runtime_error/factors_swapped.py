"""The factors are multiplied in the wrong order

The shapes do not fit: x has the shape (batch, inputs), so it comes first, and the kernel, of (inputs, outputs), after it."""

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
        y = jnp.dot(b, a, preferred_element_type=jnp.float32) + self.bias[...]
        return y.astype(x.dtype)
