"""nnx.update with its arguments the wrong way round."""

from flax import nnx


class Feed(nnx.Module):
    def __init__(self, i, o, n, rngs):
        self.parts = nnx.List([nnx.Linear(i if not k else o, o, rngs=rngs) for k in range(n)])

    def __call__(self, x):
        for part in self.parts:
            x = part(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    k, m, f, s = int(num_old_layers), int(num_extra_layers), int(features), int(seed)
    small, big = Feed(x.shape[0], f, k, nnx.Rngs(s)), Feed(x.shape[0], f, k + m, nnx.Rngs(s + 1000))
    for i in range(k):
        nnx.update(small.parts[i], nnx.state(big.parts[i]))
    return big(x)
