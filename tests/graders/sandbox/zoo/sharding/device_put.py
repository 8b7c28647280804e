"""Arrays put on a device, by a sharding, with and without a copy, whole trees."""

import jax
import jax.numpy as jnp
import numpy as np


def program(x):
    device = jax.devices("cpu")[0]
    sharding = jax.sharding.SingleDeviceSharding(device)
    committed = jax.device_put(x, device)
    tree = jax.device_put({"a": np.arange(3), "b": (1.5, x)}, sharding)
    inside = jax.jit(lambda v: jax.device_put(v, device) * 2)(x)
    copy = jax.device_put(x, device, may_alias=False)
    donated = jax.device_put(x + 1, device, donate=True)
    with jax.default_device(device):
        made = jnp.linspace(0, 1, 5)
    return [
        committed,
        committed + x,
        tree,
        inside,
        copy,
        donated,
        made,
        committed.committed,
        jnp.ones(3).committed,
        (committed * 2).committed,
        str(committed.device),
        jax.device_get(tree),
    ]
