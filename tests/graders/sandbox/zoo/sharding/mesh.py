"""A mesh of one device: arrays, jits with shardings, constraints."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, NamedSharding, PartitionSpec


def program(x):
    mesh = Mesh(np.array(jax.devices()[:1]), ("data",))
    rows = NamedSharding(mesh, PartitionSpec("data"))
    whole = NamedSharding(mesh, PartitionSpec())
    placed = jax.device_put(x, rows)
    f = jax.jit(lambda v, w: jnp.tanh(v) @ w.T, in_shardings=(rows, whole), out_shardings=rows)
    constrained = jax.jit(lambda v: jax.lax.with_sharding_constraint(v * 2, rows) + 1)
    result = f(placed, jax.device_put(x, whole))
    return [
        placed,
        result,
        constrained(x),
        placed + 1,
        jnp.sum(placed, axis=0),
        str(result.sharding.spec),
        str(constrained(placed).sharding),
        jax.random.normal(jax.random.key(0), (3, 4), out_sharding=None),
    ]
