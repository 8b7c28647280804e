import jax.numpy as jnp
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, in_features, num_layers, features, rngs):
        raise NotImplementedError

    def __call__(self, x):
        raise NotImplementedError


def freeze_layers_gradients(seed, x, target, num_frozen, num_trained, features):
    """Return the gradients of the layers that are not frozen."""
    raise NotImplementedError
