"""Pictures of shardings, printed."""

import jax
import jax.numpy as jnp
from jax.sharding import NamedSharding, PartitionSpec


def program(x):
    mesh = jax.make_mesh((1,), ("i",))
    placed = jax.device_put(x, NamedSharding(mesh, PartitionSpec("i", None)))
    jax.debug.visualize_array_sharding(placed)
    jax.debug.visualize_array_sharding(jnp.exp(x), use_color=False)

    @jax.jit
    def f(v):
        jax.debug.inspect_array_sharding(
            v, callback=lambda sharding: print(type(sharding).__name__)
        )
        return v * 2

    return f(placed)
