"""Grow an MLP by warm start: the first layers of the big model are copies of the small one's."""

import jax
from flax import nnx


class MLP(nnx.Module):
    """Linear layers one after the other, without activations."""

    def __init__(self, in_features: int, num_layers: int, features: int, rngs: nnx.Rngs) -> None:
        self.layers = nnx.List(
            [
                nnx.Linear(in_features if index == 0 else features, features, rngs=rngs)
                for index in range(num_layers)
            ]
        )

    def __call__(self, x: jax.Array) -> jax.Array:
        """The last layer's output."""
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(
    seed: float,
    x: jax.Array,
    num_old_layers: float,
    num_extra_layers: float,
    features: float,
) -> jax.Array:
    """The output of the grown model, of shape `(features,)`."""
    num_old, num_extra, width = int(num_old_layers), int(num_extra_layers), int(features)
    small = MLP(x.shape[-1], num_old, width, nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], num_old + num_extra, width, nnx.Rngs(int(seed) + 1000))
    for index in range(num_old):
        big.layers[index].kernel[...] = small.layers[index].kernel[...]
        big.layers[index].bias[...] = small.layers[index].bias[...]
    return big(x)
