"""The generator is given to the constructor

The masks come from another stream: nnx.Dropout(rate, rngs=rngs) makes a fork of it, with other keys. Pass rngs at the call."""

from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, hidden, d_out, rate, rngs, dropout_rngs):
        self.hidden = nnx.Linear(d_in, hidden, rngs=rngs)
        self.dropout = nnx.Dropout(rate, rngs=dropout_rngs)
        self.output = nnx.Linear(hidden, d_out, rngs=rngs)

    def __call__(self, x, deterministic):
        x = nnx.relu(self.hidden(x))
        x = self.dropout(x, deterministic=deterministic)
        return self.output(x)


def dropout_with_given_rngs(seed, dropout_seed, x, hidden, outputs, rate):
    rngs = nnx.Rngs(dropout=int(dropout_seed))
    model = MLP(x.shape[-1], int(hidden), int(outputs), rate, nnx.Rngs(int(seed)), rngs)
    first = model(x, deterministic=False)
    second = model(x, deterministic=False)
    evaluated = model(x, deterministic=True)
    return first, second, evaluated
