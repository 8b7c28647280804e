"""Linear layers with residual connections, and a normalization after the last."""

import jax
from flax import nnx


class ResidualMLP(nnx.Module):
    """Each layer adds to what comes in, and the sum is normalized at the end."""

    def __init__(self, features: int, depth: int, *, rngs: nnx.Rngs) -> None:
        self.layers = nnx.List([nnx.Linear(features, features, rngs=rngs) for _ in range(depth)])
        self.norm = nnx.LayerNorm(features, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """The normalized output, of shape `(batch, features)`."""
        for layer in self.layers:
            x = x + nnx.relu(layer(x))
        return self.norm(x)
