import jax
from flax import nnx


def init(model):
    """The average before the first step."""
    raise NotImplementedError


def update(average, model, decay):
    """The next average."""
    raise NotImplementedError
