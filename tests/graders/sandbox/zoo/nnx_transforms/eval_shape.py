"""A model without its arrays, filled afterwards."""

import jax
import jax.numpy as jnp
from flax import nnx


def program(x):
    abstract = nnx.eval_shape(lambda: nnx.Linear(4, 3, rngs=nnx.Rngs(0)))
    graphdef, state = nnx.split(abstract)
    filled = jax.tree.map(lambda s: jnp.full(s.shape, 0.5, s.dtype), state)
    return nnx.merge(graphdef, filled)(x), str(jax.tree.map(lambda s: s.shape, state))
