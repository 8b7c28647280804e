"""Compiles the loop as a whole, unrolled."""

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


@nnx.jit
def all_steps(model, optimizer, x, target):
    losses = jnp.zeros(len(x))
    for step in range(len(x)):
        loss, grads = nnx.value_and_grad(
            lambda model: ((model(x[step]) - target[step]) ** 2).mean()
        )(model)
        losses = losses.at[step].set(loss)
        optimizer.update(model, grads)
    return losses


def train(rngs, x, target, hidden):
    model = MLP(x.shape[-1], hidden, rngs)
    return all_steps(model, nnx.Optimizer(model, tx, wrt=nnx.Param), x, target)
