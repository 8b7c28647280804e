from flax import nnx


class MLP(nnx.Module):
    def __init__(self, in_features, hidden, outputs, rate, rngs):
        raise NotImplementedError

    def __call__(self, x, *, deterministic, rngs=None):
        raise NotImplementedError


def dropout_with_given_rngs(seed, dropout_seed, x, hidden, outputs, rate):
    """Return two outputs in training, and one in evaluation."""
    raise NotImplementedError
