"""A list that is put together by adding lists."""

from flax import nnx


class Stack(nnx.Module):
    def __init__(self, first, width, depth, rngs):
        self.parts = [nnx.Linear(first, width, rngs=rngs)]
        self.parts += [nnx.Linear(width, width, rngs=rngs) for _ in range(depth - 1)]

    def __call__(self, x):
        for part in self.parts:
            x = part(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n, e, f = int(num_old_layers), int(num_extra_layers), int(features)
    small, big = Stack(x.shape[0], f, n, nnx.Rngs(int(seed))), Stack(x.shape[0], f, n + e, nnx.Rngs(int(seed) + 1000))
    for i in range(n):
        nnx.update(big.parts[i], nnx.state(small.parts[i]))
    return big(x)
