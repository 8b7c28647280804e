"""Linear layers in their variants."""

import jax.numpy as jnp
from flax import nnx


def program(x):
    rngs = nnx.Rngs(0)
    return [
        nnx.Linear(4, 3, rngs=rngs)(x),
        nnx.Linear(4, 2, use_bias=False, dtype=jnp.bfloat16, rngs=rngs)(x),
        nnx.LinearGeneral((3, 4), (2, 2), axis=(0, 1), rngs=rngs)(x),
        nnx.Einsum("ij,jk->ik", (4, 5), (5,), rngs=rngs)(x),
        nnx.state(nnx.Linear(4, 3, bias_init=nnx.initializers.ones, rngs=rngs)),
    ]
