"""Set one layer of a model to zero, and see what the model computes without it."""

import jax
import jax.numpy as jnp
from flax import nnx


class ResidualMLP(nnx.Module):
    """A linear embedding, and layers whose ReLU is added to what goes into them."""

    def __init__(self, in_features: int, num_layers: int, features: int, rngs: nnx.Rngs) -> None:
        self.embed = nnx.Linear(in_features, features, rngs=rngs)
        self.layers = nnx.List(
            [nnx.Linear(features, features, rngs=rngs) for _ in range(num_layers)]
        )

    def __call__(self, x: jax.Array) -> jax.Array:
        """The sum of the embedding and of every layer's ReLU."""
        x = self.embed(x)
        for layer in self.layers:
            x = x + nnx.relu(layer(x))
        return x


def zero_layer_by_surgery(
    seed: float, x: jax.Array, num_layers: float, features: float, index: float
) -> tuple[jax.Array, jax.Array, nnx.State]:
    """The outputs before and after, of shape `(features,)`, and the state after the surgery."""
    model = ResidualMLP(x.shape[-1], int(num_layers), int(features), nnx.Rngs(int(seed)))
    before = model(x)
    layer = model.layers[int(index)]
    nnx.update(layer, jax.tree.map(jnp.zeros_like, nnx.state(layer)))
    return before, model(x), nnx.state(model)
