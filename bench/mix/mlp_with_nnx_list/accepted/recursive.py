from flax import nnx
import numpy as np


def build(n, d, h, o, rngs):
    if n == 0:
        return [nnx.Linear(d, o, rngs=rngs)]
    first = nnx.Linear(d, h, rngs=rngs)
    return [first] + build(n - 1, h, h, o, rngs)


def run(layers, x):
    if len(layers) == 1:
        return layers[0](x)
    return run(layers[1:], nnx.relu(layers[0](x)))


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    layers = nnx.List(build(int(num_hidden), x.shape[-1], int(hidden), int(outputs), nnx.Rngs(int(seed))))
    n = 0
    for l in layers:
        n += l.kernel.size + l.bias.size
    return np.asarray(run(list(layers), x)), n
