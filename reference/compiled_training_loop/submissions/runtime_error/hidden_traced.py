"""The model is made within a compiled function

Within nnx.jit a number that was an argument has no value yet, and a layer needs its sizes. Make the model outside, and pass it in."""

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


@nnx.jit
def make(rngs, inputs, hidden):
    model = MLP(inputs, hidden, rngs)
    return model, nnx.Optimizer(model, tx, wrt=nnx.Param)


def train(rngs, x, target, hidden):
    model, optimizer = make(rngs, x.shape[-1], hidden)
    losses = []
    for step in range(x.shape[0]):
        losses.append(train_step(model, optimizer, x[step], target[step]))
    return jnp.stack(losses)
