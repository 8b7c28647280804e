"""A model as text and as a table."""

import jax
from flax import nnx


def program(x):
    model = nnx.Sequential(nnx.Linear(4, 3, rngs=nnx.Rngs(0)), nnx.Dropout(0.5, rngs=nnx.Rngs(1)))
    print(model)
    print(jax.tree.map(lambda v: v.shape, nnx.state(model)))
    return nnx.tabulate(model, x)[:4000], str(nnx.graphdef(model))[:4000]
