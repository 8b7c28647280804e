"""Several models at once, and one model over a batch."""

import jax
from flax import nnx


@nnx.split_rngs(splits=3)
@nnx.vmap(in_axes=(0,), out_axes=0)
def make(rngs):
    return nnx.Linear(4, 2, rngs=rngs)


def program(x):
    models = make(nnx.Rngs(1))
    each = nnx.vmap(lambda model, row: model(row))(models, x)
    shared = nnx.vmap(lambda m, row: m(row), in_axes=(None, 0))(
        nnx.Linear(4, 2, rngs=nnx.Rngs(2)), x
    )
    return each, shared, jax.tree.map(lambda v: v.shape, nnx.to_pure_dict(nnx.state(models)))
