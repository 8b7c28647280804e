"""Two noisy views of a batch, with random numbers from three streams."""

import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(
    rngs: nnx.Rngs, x: jax.Array, outputs: int, noise: float, rate: float
) -> tuple[jax.Array, jax.Array, jax.Array]:
    """Two views and the batch itself, projected: each of shape `(batch, outputs)`."""
    kernel = jax.random.normal(rngs.params(), (x.shape[1], outputs))

    def view() -> jax.Array:
        noisy = x + noise * jax.random.normal(rngs.noise(), x.shape)
        keep = jax.random.bernoulli(rngs.dropout(), 1 - rate, x.shape)
        return jnp.where(keep, noisy / (1 - rate), 0)

    return view() @ kernel, view() @ kernel, x @ kernel
