"""Grow an MLP without changing what it computes: the added layers start as the identity."""

import jax
import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    """Linear layers, each followed by a ReLU."""

    def __init__(self, in_features: int, num_layers: int, features: int, rngs: nnx.Rngs) -> None:
        self.layers = nnx.List(
            [
                nnx.Linear(in_features if index == 0 else features, features, rngs=rngs)
                for index in range(num_layers)
            ]
        )

    def __call__(self, x: jax.Array) -> jax.Array:
        """The last layer's output after its ReLU."""
        for layer in self.layers:
            x = nnx.relu(layer(x))
        return x


def add_layer_identity_init(
    seed: float,
    x: jax.Array,
    num_old_layers: float,
    num_extra_layers: float,
    features: float,
) -> tuple[jax.Array, nnx.State]:
    """The output of the grown model, of shape `(features,)`, and its state."""
    num_old, num_extra, width = int(num_old_layers), int(num_extra_layers), int(features)
    small = MLP(x.shape[-1], num_old, width, nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], num_old + num_extra, width, nnx.Rngs(int(seed) + 1000))
    for index in range(num_old):
        big.layers[index].kernel[...] = small.layers[index].kernel[...]
        big.layers[index].bias[...] = small.layers[index].bias[...]
    for index in range(num_old, num_old + num_extra):
        big.layers[index].kernel[...] = jnp.eye(width)
        big.layers[index].bias[...] = jnp.zeros(width)
    return big(x), nnx.state(big)
