"""The tanh between the layers is missing

The tanh between the layers is missing."""

import jax.numpy as jnp
import optax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, hidden, d_out, rngs):
        self.hidden = nnx.Linear(d_in, hidden, rngs=rngs)
        self.output = nnx.Linear(hidden, d_out, rngs=rngs)

    def __call__(self, x):
        return self.output(self.hidden(x))


def train_step_with_optax(seed, x, target, hidden, learning_rate, num_steps):
    model = MLP(x.shape[-1], int(hidden), target.shape[-1], nnx.Rngs(int(seed)))
    optimizer = nnx.Optimizer(model, optax.sgd(learning_rate, momentum=0.9), wrt=nnx.Param)

    def loss_fn(model):
        return jnp.mean((model(x) - target) ** 2)

    losses = []
    for step in range(int(num_steps)):
        loss, grads = nnx.value_and_grad(loss_fn)(model)
        losses.append(loss)
        optimizer.update(model, grads)
    return jnp.stack(losses), nnx.state(model, nnx.Param)
