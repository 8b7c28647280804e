"""A training loop whose step is compiled once for each set of shapes."""

import jax
import jax.numpy as jnp
import optax
from flax import nnx

# One for all calls: it is part of what the compiled step is kept for.
ADAM = optax.adam(0.05)


class MLP(nnx.Module):
    """Two linear layers with tanh between them."""

    def __init__(self, inputs: int, hidden: int, *, rngs: nnx.Rngs) -> None:
        self.hidden = nnx.Linear(inputs, hidden, rngs=rngs)
        self.output = nnx.Linear(hidden, 1, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """The output, of shape `(batch, 1)`."""
        return self.output(jnp.tanh(self.hidden(x)))


def mean_squared_error(model: MLP, x: jax.Array, target: jax.Array) -> jax.Array:
    """The mean over all elements, of shape `()`."""
    return jnp.mean((model(x) - target) ** 2)


@nnx.jit
def train_step(
    model: MLP, optimizer: nnx.Optimizer[MLP], x: jax.Array, target: jax.Array
) -> jax.Array:
    """Train on one batch; the loss before, of shape `()`."""
    loss, gradients = nnx.value_and_grad(mean_squared_error)(model, x, target)
    optimizer.update(model, gradients)
    return loss


def train(rngs: nnx.Rngs, x: jax.Array, target: jax.Array, hidden: int) -> jax.Array:
    """The loss before each step, of shape `(steps,)`."""
    model = MLP(x.shape[-1], hidden, rngs=rngs)
    optimizer = nnx.Optimizer(model, ADAM, wrt=nnx.Param)
    steps = range(len(x))
    return jnp.stack([train_step(model, optimizer, x[step], target[step]) for step in steps])
