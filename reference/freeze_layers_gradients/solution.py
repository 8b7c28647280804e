"""Gradients of the last layers of an MLP, with the first ones frozen."""

from typing import Any

import jax
import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    """Linear layers with tanh between them."""

    def __init__(self, in_features: int, num_layers: int, features: int, rngs: nnx.Rngs) -> None:
        self.layers = nnx.List(
            [
                nnx.Linear(in_features if index == 0 else features, features, rngs=rngs)
                for index in range(num_layers)
            ]
        )

    def __call__(self, x: jax.Array) -> jax.Array:
        """The last layer's output, of shape `(batch, features)`."""
        for layer in self.layers[:-1]:
            x = jnp.tanh(layer(x))
        return self.layers[-1](x)


def freeze_layers_gradients(
    seed: float,
    x: jax.Array,
    target: jax.Array,
    num_frozen: float,
    num_trained: float,
    features: float,
) -> nnx.State:
    """The gradients of the mean squared error, for the parameters that are not frozen."""
    frozen, trained = int(num_frozen), int(num_trained)
    model = MLP(x.shape[-1], frozen + trained, int(features), nnx.Rngs(int(seed)))

    def is_trained(path: tuple[Any, ...], _: object) -> bool:
        return bool(path[0] == "layers" and path[1] >= frozen)

    def loss(model: MLP) -> jax.Array:
        return jnp.mean((model(x) - target) ** 2)

    return nnx.grad(loss, argnums=nnx.DiffState(0, is_trained))(model)
