"""`jax.jit` on methods and on callable objects that are trees."""

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp


@jax.tree_util.register_dataclass
@dataclass
class Layer:
    kernel: jax.Array
    bias: jax.Array

    @jax.jit
    def __call__(self, v):
        return jnp.tanh(v @ self.kernel + self.bias)


class Scaler:
    def __init__(self, factor):
        self.factor = factor

    @partial(jax.jit, static_argnums=0)
    def __call__(self, v):
        return v * self.factor

    @staticmethod
    @jax.jit
    def square(v):
        return v * v


def program(x):
    layer = Layer(jnp.ones((4, 2)) * 0.1, jnp.arange(2.0))
    gradient = jax.grad(lambda layer: layer(x).sum())(layer)
    return layer(x), gradient, Scaler(3.0)(x), Scaler.square(x)
