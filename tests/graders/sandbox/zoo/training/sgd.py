"""Gradient descent by hand, in plain JAX."""

import jax
import jax.numpy as jnp


@jax.jit
def step(params, v, target):
    def loss(params):
        hidden = jnp.tanh(v @ params["w1"])
        return jnp.mean((hidden @ params["w2"] - target) ** 2)

    value, gradient = jax.value_and_grad(loss)(params)
    return jax.tree.map(lambda p, g: p - 0.1 * g, params, gradient), value


def program(x):
    params = {"w1": jnp.ones((4, 5)) * 0.1, "w2": jnp.linspace(-1, 1, 5)[:, None]}
    losses = []
    for _ in range(5):
        params, value = step(params, x, x[:, :1])
        losses.append(float(value))
    return params, losses
