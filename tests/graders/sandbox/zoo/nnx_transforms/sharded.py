"""A model whose parameters carry shardings, on a mesh of one device."""

import jax
from flax import nnx
from jax.sharding import NamedSharding, PartitionSpec


def program(x):
    mesh = jax.make_mesh((1,), ("data",), axis_types=(jax.sharding.AxisType.Auto,))
    with jax.set_mesh(mesh):
        model = nnx.Linear(
            4,
            2,
            kernel_init=nnx.with_partitioning(nnx.initializers.lecun_normal(), (None, "data")),
            rngs=nnx.Rngs(0),
        )
        batch = jax.device_put(x, NamedSharding(mesh, PartitionSpec("data")))
        y = nnx.jit(lambda m, v: m(v))(model, batch)
    return y, str(model.kernel[...].sharding.spec)
