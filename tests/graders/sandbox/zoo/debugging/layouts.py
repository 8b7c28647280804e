"""Arrays in a layout of one's own, which what a fork compiled forgets of its outputs."""

import jax
import jax.numpy as jnp
from jax.experimental.layout import Format, Layout


def program(x):
    turned = Format(
        Layout(major_to_minor=(1, 0)), jax.sharding.SingleDeviceSharding(jax.devices()[0])
    )
    y = jax.device_put(x, turned)
    f = jax.jit(lambda v: v * 2, out_shardings=turned)
    return [y, f(x), f(y), jax.jit(jnp.sin)(y), y + x]
