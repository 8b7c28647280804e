"""There is no nnx.Param

Both arrays stand in the module by themselves, so that nothing is trained. Wrap each into nnx.Param."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = rngs.params()
        kernel = jax.random.normal(key, (inputs, outputs)) / jnp.sqrt(inputs)
        self.kernel = kernel
        self.bias = jnp.zeros((outputs,))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
