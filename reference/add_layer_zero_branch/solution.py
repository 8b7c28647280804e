"""Grow a network by residual branches that add nothing at first."""

import jax
import jax.numpy as jnp
from flax import nnx


class Block(nnx.Module):
    """A residual branch of two layers: `x + up(relu(down(x)))`."""

    def __init__(self, features: int, hidden: int, rngs: nnx.Rngs) -> None:
        self.down = nnx.Linear(features, hidden, rngs=rngs)
        self.up = nnx.Linear(hidden, features, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """The input with the branch's output added, of the same shape."""
        return x + self.up(nnx.relu(self.down(x)))


class Network(nnx.Module):
    """Layers with tanh, and residual blocks after them."""

    def __init__(
        self,
        in_features: int,
        num_layers: int,
        num_blocks: int,
        features: int,
        hidden: int,
        rngs: nnx.Rngs,
    ) -> None:
        self.layers = nnx.List(
            [
                nnx.Linear(in_features if index == 0 else features, features, rngs=rngs)
                for index in range(num_layers)
            ]
        )
        self.blocks = nnx.List([Block(features, hidden, rngs) for _ in range(num_blocks)])

    def __call__(self, x: jax.Array) -> jax.Array:
        """The last block's output."""
        for layer in self.layers:
            x = jnp.tanh(layer(x))
        for block in self.blocks:
            x = block(x)
        return x


def add_layer_zero_branch(
    seed: float,
    x: jax.Array,
    num_old_layers: float,
    num_extra_layers: float,
    features: float,
    hidden: float,
) -> tuple[jax.Array, nnx.State, nnx.State]:
    """The output of the grown network, of shape `(features,)`, its state, and its gradients.

    They are those of the sum of the squared outputs, for every parameter.
    """
    num_old, num_extra = int(num_old_layers), int(num_extra_layers)
    sizes = int(features), int(hidden)
    small = Network(x.shape[-1], num_old, 0, *sizes, nnx.Rngs(int(seed)))
    big = Network(x.shape[-1], num_old, num_extra, *sizes, nnx.Rngs(int(seed) + 1000))
    for index in range(num_old):
        big.layers[index].kernel[...] = small.layers[index].kernel[...]
        big.layers[index].bias[...] = small.layers[index].bias[...]
    for block in big.blocks:
        block.up.kernel[...] = jnp.zeros_like(block.up.kernel[...])
        block.up.bias[...] = jnp.zeros_like(block.up.bias[...])

    def loss(network: Network) -> jax.Array:
        return jnp.sum(network(x) ** 2)

    return big(x), nnx.state(big), nnx.grad(loss)(big)
