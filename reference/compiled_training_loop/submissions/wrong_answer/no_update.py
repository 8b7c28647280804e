"""The model is never changed

The model stays as it was: optimizer.update(model, grads) is missing, or it is within jax.jit, out of which changes of a model do not come. Use nnx.jit for such a function."""

import jax.numpy as jnp
import optax
from flax import nnx

tx = optax.adam(0.05)


class MLP(nnx.Module):
    def __init__(self, inputs, hidden, rngs):
        self.hidden = nnx.Linear(inputs, hidden, rngs=rngs)
        self.output = nnx.Linear(hidden, 1, rngs=rngs)

    def __call__(self, x):
        return self.output(jnp.tanh(self.hidden(x)))


def loss_fn(model, x, target):
    return jnp.mean((model(x) - target) ** 2)


@nnx.jit
def train_step(model, optimizer, x, target):
    loss, grads = nnx.value_and_grad(loss_fn)(model, x, target)
    return loss


def train(rngs, x, target, hidden):
    model = MLP(x.shape[-1], hidden, rngs)
    optimizer = nnx.Optimizer(model, tx, wrt=nnx.Param)
    losses = []
    for step in range(x.shape[0]):
        losses.append(train_step(model, optimizer, x[step], target[step]))
    return jnp.stack(losses)
