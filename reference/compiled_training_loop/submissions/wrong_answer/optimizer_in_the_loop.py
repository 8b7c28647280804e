"""Each step begins with a new optimizer

The nnx.Optimizer is made in the loop, so that each step forgets what Adam has seen. Make it once, before the loop."""

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
    optimizer.update(model, grads)
    return loss


def train(rngs, x, target, hidden):
    model = MLP(x.shape[-1], hidden, rngs)
    losses = []
    for step in range(x.shape[0]):
        optimizer = nnx.Optimizer(model, tx, wrt=nnx.Param)
        losses.append(train_step(model, optimizer, x[step], target[step]))
    return jnp.stack(losses)
