"""Switches between training and evaluation by methods, and passes the stream."""

from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, hidden, d_out, rate, rngs):
        self.hidden = nnx.Linear(d_in, hidden, rngs=rngs)
        self.dropout = nnx.Dropout(rate)
        self.output = nnx.Linear(hidden, d_out, rngs=rngs)

    def __call__(self, x, stream):
        x = nnx.relu(self.hidden(x))
        x = self.dropout(x, rngs=stream)
        return self.output(x)


def dropout_with_given_rngs(seed, dropout_seed, x, hidden, outputs, rate):
    model = MLP(x.shape[-1], int(hidden), int(outputs), rate, nnx.Rngs(int(seed)))
    rngs = nnx.Rngs(dropout=int(dropout_seed))
    model.train()
    first = model(x, rngs.dropout)
    second = model(x, rngs.dropout)
    model.eval()
    evaluated = model(x, rngs.dropout)
    return first, second, evaluated
