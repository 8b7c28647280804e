"""Models taken apart and put together, by filters, inside of plain JAX."""

import jax
from flax import nnx


class Model(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(4, 3, rngs=rngs)
        self.norm = nnx.BatchNorm(3, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, v):
        return self.dropout(self.norm(self.linear(v)))


def program(x):
    model = Model(nnx.Rngs(0, dropout=1))
    graphdef, params, statistics, rest = nnx.split(model, nnx.Param, nnx.BatchStat, ...)

    @jax.jit
    def step(params, statistics, rest, v):
        model = nnx.merge(graphdef, params, statistics, rest)
        y = model(v)
        return y, nnx.state(model, nnx.BatchStat), nnx.state(model, nnx.RngState)

    y, statistics, keys = step(params, statistics, rest, x)
    nnx.update(model, statistics, keys)
    doubled = jax.tree.map(lambda p: p * 2, nnx.state(model, nnx.Param))
    nnx.update(model, doubled)
    clone = nnx.clone(model)
    return y, model(x), clone(x), nnx.to_pure_dict(nnx.state(model, nnx.Not(nnx.RngState)))
