"""The model whose parameters are averaged."""

import jax.numpy as jnp
from flax import nnx


class Count(nnx.Variable):
    """How often something happened: no parameter."""


class Model(nnx.Module):
    """Two layers, and a count of the calls."""

    def __init__(self, inputs, hidden, *, rngs):
        self.hidden = nnx.Linear(inputs, hidden, rngs=rngs)
        self.output = nnx.Linear(hidden, 1, rngs=rngs)
        self.calls = Count(jnp.array(0))

    def __call__(self, x):
        self.calls[...] += 1
        return self.output(nnx.tanh(self.hidden(x)))
