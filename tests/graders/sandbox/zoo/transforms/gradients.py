"""Gradients: several arguments, auxiliary values, trees, of integers too."""

import jax
import jax.numpy as jnp


def loss(params, v, scale):
    y = jnp.tanh(v @ params["w"] + params["b"])
    return (y**2).sum() * scale, {"y": y}


def program(x):
    params = {"w": jnp.ones((4, 2)) * 0.3, "b": jnp.array([0.1, -0.2])}
    both = jax.value_and_grad(loss, argnums=(0, 2), has_aux=True)(params, x, 1.5)
    compiled = jax.jit(jax.grad(loss, has_aux=True))(params, x, 2.0)
    whole = jax.grad(lambda n, v: (n * v).sum(), argnums=1, allow_int=True)(3, x)
    stopped = jax.grad(lambda v: (jax.lax.stop_gradient(v) * v).sum())(x)
    return both, compiled, whole, stopped
