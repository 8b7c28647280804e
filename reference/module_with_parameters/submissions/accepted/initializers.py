"""Has initializers draw."""

import jax
from flax import nnx


class Dense(nnx.Module):
    def __init__(self, inputs, outputs, rngs):
        init = nnx.initializers.normal(stddev=inputs**-0.5)
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs)))
        self.bias = nnx.Param(nnx.initializers.zeros(jax.random.key(0), (outputs,)))

    def __call__(self, x):
        return x @ self.kernel[...] + self.bias[...]
