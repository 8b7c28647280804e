import jax
import jax.numpy as jnp


def prefill(weights, x, capacity):
    """Process the prompt: return (cache, outputs)."""
    raise NotImplementedError


def decode(weights, cache, row):
    """Process one more token: return (cache, output)."""
    raise NotImplementedError
