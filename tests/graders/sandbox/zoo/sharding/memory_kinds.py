"""Host memory kinds: which there are, and arrays put there."""

import jax
import jax.numpy as jnp
from jax.sharding import SingleDeviceSharding


def program(x):
    device = jax.devices()[0]
    kinds = sorted(memory.kind for memory in device.addressable_memories())
    results = []
    for kind in kinds:
        sharding = SingleDeviceSharding(device, memory_kind=kind)
        placed = jax.device_put(x, sharding)
        f = jax.jit(lambda v: v * 2 + 1, out_shardings=sharding)
        moved = jnp.ones(3).sharding.with_memory_kind(kind)
        results.append([placed, placed.sharding.memory_kind, f(x), f(x).sharding.memory_kind])
        results.append([jax.device_put(f(x), moved) + 1, jax.jit(jnp.sin)(placed)])
    return kinds, device.default_memory().kind, results
