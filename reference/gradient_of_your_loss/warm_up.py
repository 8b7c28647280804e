"""What most submissions use, at every shape of the cases, and its gradients."""

import jax
import jax.numpy as jnp


def _parts(a, b, mask):
    rows = jnp.where(mask[..., None], a - b, 0.0)
    count = jnp.sum(mask)
    squares = jnp.sum(rows**2, axis=-1)
    total = jnp.sum(jnp.sqrt(jnp.where(squares > 0, squares, 1.0) + 0.5) * mask)
    total += jnp.sum(jnp.sqrt(jnp.maximum(squares, 0.5))) + jnp.sum(jnp.abs(rows))
    total += jnp.mean(jnp.where(mask, squares, 0.0)) + jnp.sum(jnp.where(mask[..., None], b, a))
    total += jnp.sum(jnp.square(rows)) + jnp.sum(jnp.linalg.norm(rows, axis=-1), where=mask)
    return total / jnp.maximum(count, 2) + total / jnp.where(count > 0, count, 2)


def warm_up(a, b, mask):
    each = jax.vmap(jax.grad(_parts))(a, b, mask)
    return [jax.value_and_grad(_parts, argnums=(0, 1))(a, b, mask), each]
