"""There is no nnx.Optimizer

The updates are made without an nnx.Optimizer, which keeps the state of the optimizer and changes the model in place."""

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
def train_step(model, state, x, target):
    loss, grads = nnx.value_and_grad(loss_fn)(model, x, target)
    params = nnx.state(model, nnx.Param)
    updates, state = tx.update(grads, state, params)
    nnx.update(model, optax.apply_updates(params, updates))
    return loss, state


def train(rngs, x, target, hidden):
    model = MLP(x.shape[-1], hidden, rngs)
    state = tx.init(nnx.state(model, nnx.Param))
    losses = []
    for step in range(x.shape[0]):
        loss, state = train_step(model, state, x[step], target[step])
        losses.append(loss)
    return jnp.stack(losses)
