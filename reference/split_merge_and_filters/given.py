"""The model that is taken apart."""

import jax
import jax.numpy as jnp
from flax import nnx


class Frozen(nnx.Variable):
    """A variable that is not trained."""


class Features(nnx.Module):
    """Random features, which stay as they are."""

    def __init__(self, inputs, hidden, *, rngs):
        self.kernel = Frozen(jax.random.normal(rngs.params(), (inputs, hidden)))

    def __call__(self, x):
        return jnp.tanh(x @ self.kernel[...])


class Model(nnx.Module):
    """Frozen features, and two layers that are trained."""

    def __init__(self, inputs, hidden, *, rngs):
        self.features = Features(inputs, hidden, rngs=rngs)
        self.hidden = nnx.Linear(hidden, hidden, rngs=rngs)
        self.norm = nnx.BatchNorm(hidden, momentum=0.9, rngs=rngs)
        self.dropout = nnx.Dropout(0.5, rngs=rngs)
        self.output = nnx.Linear(hidden, 1, rngs=rngs)

    def __call__(self, x):
        x = self.norm(self.hidden(self.features(x)))
        return self.output(self.dropout(nnx.tanh(x)))
