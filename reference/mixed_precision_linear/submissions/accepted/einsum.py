"""Uses einsum."""

import jax.numpy as jnp
from flax import nnx

init = nnx.initializers.lecun_normal()


class MixedLinear(nnx.Module):
    def __init__(self, inputs, outputs, *, rngs):
        self.kernel = nnx.Param(init(rngs.params(), (inputs, outputs), jnp.float32))
        self.bias = nnx.Param(nnx.initializers.zeros(rngs.params(), (outputs,), jnp.float32))

    def __call__(self, x):
        y = jnp.einsum(
            "bi,io->bo",
            x.astype(jnp.bfloat16),
            self.kernel.astype(jnp.bfloat16),
            preferred_element_type=jnp.float32,
        )
        return (y + self.bias).astype(x.dtype)
