import numpy as np
from flax import nnx


class Model(nnx.Module):
    def __init__(self, d_in, n, f, rngs):
        self.embed = nnx.Linear(d_in, f, rngs=rngs)
        self.layers = nnx.List([nnx.Linear(f, f, rngs=rngs) for _ in range(n)])

    def __call__(self, x):
        x = self.embed(x)
        for layer in self.layers:
            x = x + nnx.relu(layer(x))
        return x


def zero_layer_by_surgery(seed, x, num_layers, features, index):
    model = Model(x.shape[-1], int(num_layers), int(features), nnx.Rngs(int(seed)))
    before = np.array(model(x))
    which = max(int(index) - 1, 0)
    layer = model.layers[which]
    layer.kernel[...] = np.zeros_like(layer.kernel[...])
    layer.bias[...] = np.zeros_like(layer.bias[...])
    print("zeroed layer", which)
    after = np.array(model(x))
    return before, after, nnx.state(model)
