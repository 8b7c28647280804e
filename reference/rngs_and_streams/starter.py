import jax
import jax.numpy as jnp
from flax import nnx


def noisy_views(rngs, x, outputs, noise, rate):
    """Two noisy views of x, and x itself, times a random kernel."""
    raise NotImplementedError
