"""Dropout whose random numbers are given at each call, in training and in evaluation."""

import jax
from flax import nnx


class MLP(nnx.Module):
    """Two linear layers with a ReLU and dropout between them."""

    def __init__(
        self, in_features: int, hidden: int, outputs: int, rate: float, rngs: nnx.Rngs
    ) -> None:
        self.hidden = nnx.Linear(in_features, hidden, rngs=rngs)
        self.dropout = nnx.Dropout(rate)
        self.output = nnx.Linear(hidden, outputs, rngs=rngs)

    def __call__(
        self, x: jax.Array, *, deterministic: bool, rngs: nnx.Rngs | None = None
    ) -> jax.Array:
        """The output, of shape `(batch, outputs)`; without `deterministic` it needs `rngs`."""
        x = nnx.relu(self.hidden(x))
        return self.output(self.dropout(x, deterministic=deterministic, rngs=rngs))


def dropout_with_given_rngs(
    seed: float, dropout_seed: float, x: jax.Array, hidden: float, outputs: float, rate: float
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Two outputs in training and one in evaluation, each of shape `(batch, outputs)`."""
    model = MLP(x.shape[-1], int(hidden), int(outputs), rate, nnx.Rngs(int(seed)))
    rngs = nnx.Rngs(dropout=int(dropout_seed))
    first = model(x, deterministic=False, rngs=rngs)
    second = model(x, deterministic=False, rngs=rngs)
    return first, second, model(x, deterministic=True)
