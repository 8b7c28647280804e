"""Widen the hidden layer of an MLP by copies of its units, without changing what it computes."""

import jax
import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    """Two linear layers with a ReLU between them."""

    def __init__(self, in_features: int, hidden: int, outputs: int, rngs: nnx.Rngs) -> None:
        self.hidden = nnx.Linear(in_features, hidden, rngs=rngs)
        self.output = nnx.Linear(hidden, outputs, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """The output, of shape `(batch, outputs)`."""
        return self.output(nnx.relu(self.hidden(x)))


def widen_layer_preserving_function(
    seed: float, x: jax.Array, hidden: float, extra: float, outputs: float
) -> tuple[jax.Array, nnx.State]:
    """The output of the wide model, of shape `(batch, outputs)`, and its state."""
    inputs, width, wider = x.shape[-1], int(hidden), int(hidden) + int(extra)
    narrow = MLP(inputs, width, int(outputs), nnx.Rngs(int(seed)))
    wide = MLP(inputs, wider, int(outputs), nnx.Rngs(int(seed) + 1000))

    source = jnp.arange(wider) % width
    copies = jnp.bincount(source, length=width)[source]
    wide.hidden.kernel[...] = narrow.hidden.kernel[...][:, source]
    wide.hidden.bias[...] = narrow.hidden.bias[...][source]
    wide.output.kernel[...] = narrow.output.kernel[...][source] / copies[:, None]
    wide.output.bias[...] = narrow.output.bias[...]
    return wide(x), nnx.state(wide)
