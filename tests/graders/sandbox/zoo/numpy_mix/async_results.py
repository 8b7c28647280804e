"""Results waited for in different ways, and copied to the host ahead."""

import jax
import jax.numpy as jnp


def program(x):
    y = jnp.exp(x)
    y.copy_to_host_async()
    z = jax.block_until_ready({"a": y, "b": jnp.sum(y)})
    return [
        z,
        y.block_until_ready(),
        y.is_ready(),
        jax.device_get([y, z["b"]]),
        y.copy(),
        jnp.array(y, copy=True),
        y.is_fully_addressable,
        [shard.data for shard in y.addressable_shards],
        y.addressable_data(0),
        y.at[0].get(),
    ]
