import jax
import jax.numpy as jnp
from flax import nnx


class ResidualMLP(nnx.Module):
    def __init__(self, in_features, num_layers, features, rngs):
        raise NotImplementedError

    def __call__(self, x):
        raise NotImplementedError


def zero_layer_by_surgery(seed, x, num_layers, features, index):
    """Return the output before, the output after, and the state of the operated model."""
    raise NotImplementedError
