"""A list comprehension, under another attribute name."""

from flax import nnx


class Perceptron(nnx.Module):
    def __init__(self, shape, key):
        rngs = nnx.Rngs(key)
        self.dense = [nnx.Linear(m, n, rngs=rngs) for m, n in zip(shape, shape[1:])]

    def __call__(self, x):
        for dense in self.dense:
            x = dense(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n = int(num_old_layers)
    small = Perceptron([x.shape[0], *[int(features)] * n], int(seed))
    big = Perceptron(
        [x.shape[0], *[int(features)] * (n + int(num_extra_layers))], int(seed) + 1000
    )
    for a, b in zip(small.dense, big.dense):
        b.kernel.value, b.bias.value = a.kernel.value, a.bias.value
    return big(x)
