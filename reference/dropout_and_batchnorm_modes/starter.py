from flax import nnx


class Block(nnx.Module):
    def __init__(self, inputs, outputs, rate, *, rngs):
        raise NotImplementedError

    def __call__(self, x):
        raise NotImplementedError


def train_pass(block, x):
    """The output for x in training."""
    raise NotImplementedError


def evaluate(block, x):
    """The output for x in evaluation."""
    raise NotImplementedError
