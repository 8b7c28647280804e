"""Makes one vector of all gradients."""

import jax.numpy as jnp
from flax import nnx
from jax.flatten_util import ravel_pytree


def train_step(model, optimizer, batches, max_norm):
    rows = sum(len(x) for x, _ in batches)
    loss, vector = 0.0, 0.0
    for x, target in batches:
        one, grads = nnx.value_and_grad(lambda m: ((m(x) - target) ** 2).mean())(model)
        flat, unravel = ravel_pytree(grads)
        loss += one * len(x) / rows
        vector += flat * len(x) / rows
    norm = jnp.linalg.norm(vector)
    optimizer.update(model, unravel(vector / jnp.maximum(1.0, norm / max_norm)))
    return loss, norm
