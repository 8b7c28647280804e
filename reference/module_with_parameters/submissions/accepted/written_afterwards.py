"""Makes zeros first, and writes the drawn numbers into the kernel."""

import jax
import jax.numpy as jnp
from flax import nnx


class Dense(nnx.Module):
    kernel: nnx.Param
    bias: nnx.Param

    def __init__(self, inputs: int, outputs: int, *, rngs: nnx.Rngs):
        self.kernel = nnx.Param(jnp.zeros((inputs, outputs)))
        self.bias = nnx.Param(jnp.zeros(outputs))
        self.start(rngs.params(), inputs)

    def start(self, key, inputs):
        numbers = jax.random.normal(key, self.kernel.shape)
        self.kernel[...] = numbers / jnp.sqrt(jnp.array(inputs, jnp.float32))

    def __call__(self, x):
        return jnp.add(jnp.dot(x, self.kernel[...]), self.bias[...])
