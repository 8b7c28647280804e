"""GRU and simple cells over a sequence."""

from flax import nnx


def program(x):
    rngs = nnx.Rngs(8)
    gru = nnx.RNN(nnx.GRUCell(4, 2, rngs=rngs), unroll=3)
    simple = nnx.RNN(nnx.SimpleCell(4, 3, rngs=rngs), time_major=True)
    return gru(x[None]), simple(x[:, None])
