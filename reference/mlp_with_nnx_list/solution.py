"""A multilayer perceptron whose layers are in an `nnx.List`, and how many numbers it learns."""

from itertools import pairwise

import jax
from flax import nnx


class MLP(nnx.Module):
    """Linear layers with a ReLU between them."""

    def __init__(self, sizes: list[int], rngs: nnx.Rngs) -> None:
        self.layers = nnx.List(
            [
                nnx.Linear(in_features, out_features, rngs=rngs)
                for in_features, out_features in pairwise(sizes)
            ]
        )

    def __call__(self, x: jax.Array) -> jax.Array:
        """The last layer's output, of shape `(batch, outputs)`."""
        for layer in self.layers[:-1]:
            x = nnx.relu(layer(x))
        return self.layers[-1](x)


def mlp_with_nnx_list(
    seed: float, x: jax.Array, num_hidden: float, hidden: float, outputs: float
) -> tuple[jax.Array, int]:
    """The output, of shape `(batch, outputs)`, and the number of trainable numbers."""
    sizes = [x.shape[-1], *[int(hidden)] * int(num_hidden), int(outputs)]
    model = MLP(sizes, nnx.Rngs(int(seed)))
    parameters = nnx.state(model, nnx.Param)
    return model(x), sum(array.size for array in jax.tree.leaves(parameters))
