import numpy as np
from flax import nnx

# I don't trust the mutable stuff, so I pull all weights out into numpy first
def weights(n, n_in, n_out, seed):
    rngs = nnx.Rngs(seed)
    out = []
    for i in range(n):
        lin = nnx.Linear(n_in if i == 0 else n_out, n_out, rngs=rngs)
        out.append((np.array(lin.kernel[...]), np.array(lin.bias[...])))
    return out


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old = int(num_old_layers)
    total = old + int(num_extra_layers)
    f = int(features)
    ws_small = weights(old, x.shape[-1], f, int(seed))
    ws_big = weights(total, x.shape[-1], f, int(seed) + 1000)
    ws_big[:old] = ws_small
    h = np.asarray(x)
    for W, b in ws_big:
        h = h @ W + b
    return h
