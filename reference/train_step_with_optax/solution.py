"""Some steps of gradient descent with momentum, the losses on the way and the parameters after."""

import jax
import jax.numpy as jnp
import optax
from flax import nnx


class MLP(nnx.Module):
    """Two linear layers with tanh between them."""

    def __init__(self, in_features: int, hidden: int, outputs: int, rngs: nnx.Rngs) -> None:
        self.hidden = nnx.Linear(in_features, hidden, rngs=rngs)
        self.output = nnx.Linear(hidden, outputs, rngs=rngs)

    def __call__(self, x: jax.Array) -> jax.Array:
        """The output, of shape `(batch, outputs)`."""
        return self.output(jnp.tanh(self.hidden(x)))


def train_step_with_optax(
    seed: float,
    x: jax.Array,
    target: jax.Array,
    hidden: float,
    learning_rate: float,
    num_steps: float,
) -> tuple[jax.Array, nnx.State]:
    """The loss before each step, of shape `(num_steps,)`, and the parameters after the last."""
    model = MLP(x.shape[-1], int(hidden), target.shape[-1], nnx.Rngs(int(seed)))
    optimizer = nnx.Optimizer(model, optax.sgd(learning_rate, momentum=0.9), wrt=nnx.Param)

    def mean_squared_error(model: MLP) -> jax.Array:
        return jnp.mean((model(x) - target) ** 2)

    losses = []
    for _ in range(int(num_steps)):
        loss, gradients = nnx.value_and_grad(mean_squared_error)(model)
        optimizer.update(model, gradients)
        losses.append(loss)
    return jnp.stack(losses), nnx.state(model, nnx.Param)
