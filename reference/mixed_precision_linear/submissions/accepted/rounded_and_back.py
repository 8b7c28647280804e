"""Rounds the factors, and multiplies them in float32."""

import jax.numpy as jnp
from flax import nnx


def rounded(array):
    return array.astype(jnp.bfloat16).astype(jnp.float32)


class MixedLinear(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        self.kernel = nnx.Param(nnx.initializers.lecun_normal()(rngs.params(), (inputs, outputs)))
        self.bias = nnx.Param(jnp.zeros((outputs,)))

    def __call__(self, x):
        y = rounded(x) @ rounded(self.kernel[...]) + self.bias[...]
        return y.astype(x.dtype)
