"""Training as one scan over batches, with an accumulated gradient."""

import jax
import jax.numpy as jnp
import optax


@jax.jit
def train(w, batches):
    optimizer = optax.MultiSteps(optax.sgd(0.1), every_k_schedule=2)

    def step(carry, batch):
        w, state = carry
        loss, gradient = jax.value_and_grad(lambda w: jnp.mean((batch @ w) ** 2))(w)
        updates, state = optimizer.update(gradient, state, w)
        return (optax.apply_updates(w, updates), state), loss

    (w, _), losses = jax.lax.scan(step, (w, optimizer.init(w)), batches)
    return w, losses


def program(x):
    return train(jnp.ones(4), jnp.stack([x, x * 0.5, x + 1, -x]))
