"""A parameter of the constructor has another name

The constructor is called as Dense(inputs=..., outputs=..., rngs=...): its parameters need these names."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, in_features, outputs, *, rngs):
        key = rngs.params()
        kernel = jax.random.normal(key, (in_features, outputs)) / jnp.sqrt(in_features)
        self.kernel = nnx.Param(kernel)
        self.bias = nnx.Param(jnp.zeros((outputs,)))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
