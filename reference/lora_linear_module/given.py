"""What the module is made of, besides what Flax has."""

from flax import nnx


class Frozen(nnx.Variable):
    """A variable that is part of a module's state and is not trained."""
