"""A mesh with explicit axes, where shardings are part of the types."""

import jax
import jax.numpy as jnp
from jax.sharding import AxisType, NamedSharding, PartitionSpec


def program(x):
    mesh = jax.make_mesh((1,), ("data",), axis_types=(AxisType.Explicit,))
    with jax.set_mesh(mesh):
        placed = jax.device_put(x, NamedSharding(mesh, PartitionSpec("data", None)))
        doubled = jax.jit(lambda v: jnp.sin(v) * 2)(placed)
        summed = doubled.sum(axis=1)
    return doubled, summed, str(jax.typeof(doubled)), str(jax.typeof(summed))
