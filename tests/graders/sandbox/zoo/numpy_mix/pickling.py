"""Arrays, keys and models copied and made bytes."""

import copy
import pickle

import jax
import jax.numpy as jnp
from flax import nnx


def program(x):
    y = jax.jit(jnp.cos)(x)
    again = pickle.loads(pickle.dumps(y))
    model = copy.deepcopy(nnx.Linear(4, 2, rngs=nnx.Rngs(0)))
    tree = pickle.loads(pickle.dumps({"a": [y, 3], "b": jnp.arange(2, dtype=jnp.int8)}))
    return again, copy.copy(y), copy.deepcopy(y), tree, model(x), again.committed, y.committed
