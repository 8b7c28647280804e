"""The model that is saved, and how it is trained and evaluated."""

import jax.numpy as jnp
import optax
from flax import nnx


class Model(nnx.Module):
    """Two linear layers, with a batch normalization and a dropout between them."""

    def __init__(self, inputs, hidden, *, rngs):
        self.layers = nnx.List(
            [nnx.Linear(inputs, hidden, rngs=rngs), nnx.Linear(hidden, 1, rngs=rngs)]
        )
        self.norm = nnx.BatchNorm(hidden, rngs=rngs)
        self.dropout = nnx.Dropout(0.25, rngs=rngs)

    def __call__(self, x):
        x = nnx.tanh(self.norm(self.layers[0](x)))
        return self.layers[1](self.dropout(x))


def train(model, x, target):
    """One step of training, which also moves the statistics of the normalization."""
    model.train()
    gradients = nnx.grad(lambda model: jnp.mean((model(x) - target) ** 2))(model)
    nnx.Optimizer(model, optax.sgd(0.25), wrt=nnx.Param).update(model, gradients)


def evaluate(model, x):
    """The outputs, without dropout and by the statistics that were learned."""
    model.eval()
    return model(x)
