"""`pmap` over the one device."""

from functools import partial

import jax
import jax.numpy as jnp


def program(x):
    batch = x[None]
    mapped = jax.pmap(lambda v: jnp.sin(v) @ v.T)

    @partial(jax.pmap, axis_name="devices")
    def averaged(v):
        return jax.lax.pmean(v, "devices") * jax.lax.axis_index("devices")

    result = mapped(batch)
    again = mapped(result[:, :, :3])
    return result, again, averaged(batch), jax.local_device_count()
