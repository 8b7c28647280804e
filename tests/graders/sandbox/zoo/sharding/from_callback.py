"""Arrays made of callbacks and of parts, and taken apart."""

import jax
import jax.numpy as jnp
import numpy as np
from jax.sharding import NamedSharding, PartitionSpec


def program(x):
    mesh = jax.make_mesh((1, 1), ("a", "b"))
    sharding = NamedSharding(mesh, PartitionSpec("a", "b"))
    source = np.asarray(x)
    made = jax.make_array_from_callback(x.shape, sharding, lambda index: source[index] * 2)
    part = jax.device_put(x, jax.devices()[0])
    joined = jax.make_array_from_single_device_arrays(x.shape, sharding, [part])
    local = jax.make_array_from_process_local_data(sharding, source)
    shards = [
        {"index": str(shard.index), "data": shard.data, "replica": shard.replica_id}
        for array in (made, joined, jnp.sin(made), jax.jit(jnp.exp)(joined))
        for shard in array.addressable_shards
    ]
    return made, joined, local, shards, made.is_fully_addressable, jnp.sin(made).is_fully_replicated
