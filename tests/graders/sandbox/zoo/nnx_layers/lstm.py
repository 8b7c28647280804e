"""An LSTM's cell and the network of it, both ways."""

from flax import nnx


def program(x):
    rngs = nnx.Rngs(7)
    cell = nnx.LSTMCell(4, 3, rngs=rngs)
    carry = cell.initialize_carry(x.shape, rngs=nnx.Rngs(1))
    backwards = nnx.RNN(cell, reverse=True, keep_order=True, return_carry=True)
    return cell(carry, x), backwards(x[None])
