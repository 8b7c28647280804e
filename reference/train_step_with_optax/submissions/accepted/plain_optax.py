"""Keeps parameters and optimizer state by itself, and uses optax without nnx.Optimizer."""

import jax
import jax.numpy as jnp
import optax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, hidden, d_out, rngs):
        self.hidden = nnx.Linear(d_in, hidden, rngs=rngs)
        self.output = nnx.Linear(hidden, d_out, rngs=rngs)

    def __call__(self, x):
        return self.output(jnp.tanh(self.hidden(x)))


def train_step_with_optax(seed, x, target, hidden, learning_rate, num_steps):
    model = MLP(x.shape[-1], int(hidden), target.shape[-1], nnx.Rngs(int(seed)))
    graphdef, params = nnx.split(model)
    tx = optax.sgd(learning_rate, momentum=0.9)
    opt_state = tx.init(params)

    def loss_fn(params):
        prediction = nnx.merge(graphdef, params)(x)
        return jnp.mean(jnp.square(prediction - target))

    losses = []
    for step in range(int(num_steps)):
        loss, grads = jax.value_and_grad(loss_fn)(params)
        losses.append(loss)
        updates, opt_state = tx.update(grads, opt_state, params)
        params = optax.apply_updates(params, updates)
    return jnp.stack(losses), params
