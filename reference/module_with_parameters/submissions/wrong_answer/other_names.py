"""The parameters have other names

The parameters are in the state by the names of their attributes. Call them kernel and bias."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = rngs.params()
        kernel = jax.random.normal(key, (inputs, outputs)) / jnp.sqrt(inputs)
        self.weight = nnx.Param(kernel)
        self.offset = nnx.Param(jnp.zeros((outputs,)))

    def __call__(self, x):
        return x @ self.weight[...] + self.offset[...]
