import copy

import numpy as np
import jax
from flax import nnx


class Model(nnx.Module):
    def __init__(self, d_in, n, f, rngs):
        self.embed = nnx.Linear(d_in, f, rngs=rngs)
        self.layers = nnx.List(nnx.Linear(f, f, rngs=rngs) for _ in range(n))

    def __call__(self, x):
        x = self.embed(x)
        for layer in self.layers:
            x = x + nnx.relu(layer(x))
        return x


def zero_layer_by_surgery(seed, x, num_layers, features, index):
    original = Model(x.shape[-1], int(num_layers), int(features), nnx.Rngs(int(seed)))
    patient = copy.deepcopy(original)
    layer = patient.layers[int(index)]
    for p in (layer.kernel, layer.bias):
        p.value = np.zeros(p.value.shape, np.float32)
    return original(x), patient(x), nnx.state(patient)
