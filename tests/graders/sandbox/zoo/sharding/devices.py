"""What JAX tells of its devices, and of where arrays are."""

import jax
import jax.numpy as jnp


def program(x):
    device = jax.devices()[0]
    y = jax.jit(jnp.sin)(x)
    return [
        str(jax.devices()),
        repr(device),
        device.id,
        device.process_index,
        device.platform,
        device.device_kind,
        str(device.client.platform),
        device.memory_stats(),
        jax.default_backend(),
        jax.device_count(),
        jax.process_index(),
        [str(item) for item in y.devices()],
        y.device == device,
        str(y.sharding),
        str(y.format.layout),
        next(iter(y.devices())) is device,
        y.on_device_size_in_bytes(),
        y.nbytes,
        len(jax.devices("cpu")),
    ]
