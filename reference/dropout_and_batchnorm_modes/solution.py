"""A block that is trained and evaluated by turns."""

import jax
from flax import nnx


class Block(nnx.Module):
    """A linear layer, a normalization over the batch, a ReLU, and dropout."""

    def __init__(self, inputs: int, outputs: int, rate: float, *, rngs: nnx.Rngs) -> None:
        self.linear = nnx.Linear(inputs, outputs, rngs=rngs)
        self.norm = nnx.BatchNorm(outputs, momentum=0.9, rngs=rngs)
        self.dropout = nnx.Dropout(rate, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """The output, of shape `(batch, outputs)`."""
        return self.dropout(nnx.relu(self.norm(self.linear(x))))


def train_pass(block: Block, x: jax.Array) -> jax.Array:
    """The output in training, which moves the running statistics and draws a mask."""
    block.train()
    return block(x)


def evaluate(block: Block, x: jax.Array) -> jax.Array:
    """The output in evaluation, which changes no variable."""
    block.eval()
    return block(x)
