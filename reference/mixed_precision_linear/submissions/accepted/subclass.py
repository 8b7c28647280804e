"""Derives from nnx.Linear."""

import jax
import jax.numpy as jnp
from flax import nnx


class MixedLinear(nnx.Linear):
    def __init__(self, inputs, outputs, rngs):
        super().__init__(inputs, outputs, rngs=rngs)

    def __call__(self, x):
        kernel = jnp.bfloat16(self.kernel[...])
        y = jax.lax.dot(x.astype("bfloat16"), kernel, preferred_element_type=jnp.float32)
        return jnp.asarray(y + self.bias[...], x.dtype)
