"""The kernel starts as in nnx.Linear

nnx.initializers.lecun_normal cuts the distribution off. Draw with jax.random.normal, and divide by the square root of inputs."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        key = rngs.params()
        kernel = nnx.initializers.lecun_normal()(key, (inputs, outputs))
        self.kernel = nnx.Param(kernel)
        self.bias = nnx.Param(jnp.zeros((outputs,)))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
