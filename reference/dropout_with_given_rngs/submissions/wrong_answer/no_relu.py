"""The ReLU is missing

The ReLU after the hidden layer is missing."""

from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, hidden, d_out, rate, rngs):
        self.hidden = nnx.Linear(d_in, hidden, rngs=rngs)
        self.dropout = nnx.Dropout(rate)
        self.output = nnx.Linear(hidden, d_out, rngs=rngs)

    def __call__(self, x, deterministic, rngs=None):
        x = self.hidden(x)
        x = self.dropout(x, deterministic=deterministic, rngs=rngs)
        return self.output(x)


def dropout_with_given_rngs(seed, dropout_seed, x, hidden, outputs, rate):
    model = MLP(x.shape[-1], int(hidden), int(outputs), rate, nnx.Rngs(int(seed)))
    rngs = nnx.Rngs(dropout=int(dropout_seed))
    first = model(x, deterministic=False, rngs=rngs)
    second = model(x, deterministic=False, rngs=rngs)
    evaluated = model(x, deterministic=True)
    return first, second, evaluated
