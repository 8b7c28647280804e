"""`shard_map` over a mesh of one device, with collectives and gradients."""

import jax
from jax.sharding import AxisType, PartitionSpec


def program(x):
    mesh = jax.make_mesh((1,), ("i",), axis_types=(AxisType.Auto,))
    spec = PartitionSpec("i")

    @jax.jit
    @jax.shard_map(mesh=mesh, in_specs=spec, out_specs=(spec, PartitionSpec(), spec))
    def f(block):
        total = jax.lax.psum(block.sum(), "i")
        moved = jax.lax.ppermute(block, "i", [(0, 0)])
        return block * total, total, moved + jax.lax.axis_index("i")

    gather = jax.shard_map(
        lambda block: jax.lax.all_gather(block, "i", tiled=True),
        mesh=mesh,
        in_specs=spec,
        out_specs=PartitionSpec("i"),
    )
    gradient = jax.grad(lambda v: f(v)[0].sum())(x)
    return f(x), gather(x), gradient
