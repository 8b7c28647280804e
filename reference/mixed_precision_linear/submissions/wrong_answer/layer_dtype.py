"""nnx.Linear with a dtype does it all in bfloat16

With dtype=jnp.bfloat16 an nnx.Linear rounds the bias and the sums as well, and returns a bfloat16."""

import jax.numpy as jnp
from flax import nnx


class MixedLinear(nnx.Linear):
    def __init__(self, inputs, outputs, *, rngs):
        super().__init__(inputs, outputs, dtype=jnp.bfloat16, rngs=rngs)
