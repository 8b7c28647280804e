"""Compiles pure functions of states with jax.jit."""

import jax
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


@jax.jit
def step(state, x, target):
    model, optimizer = nnx.merge(state[0], *state[1:])

    def loss_fn(model):
        return jnp.mean(jnp.square(model(x) - target))

    loss, grads = nnx.value_and_grad(loss_fn)(model)
    optimizer.update(model, grads)
    return (state[0], nnx.state((model, optimizer))), loss


def train(rngs, x, target, hidden):
    model = MLP(x.shape[-1], hidden, rngs)
    state = nnx.split((model, nnx.Optimizer(model, tx, wrt=nnx.Param)))
    losses = []
    for batch, wanted in zip(x, target, strict=True):
        state, loss = step(state, batch, wanted)
        losses.append(loss)
    return jnp.array(losses)
