"""Multiplies the matrices by hand, and counts with NumPy."""

import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, n_hidden, hidden, d_out, rngs):
        sizes = [d_in] + [hidden] * n_hidden + [d_out]
        layers = []
        for i in range(len(sizes) - 1):
            layers.append(nnx.Linear(sizes[i], sizes[i + 1], rngs=rngs))
        self.layers = nnx.List(layers)

    def __call__(self, x):
        for i, layer in enumerate(self.layers):
            x = x @ layer.kernel[...] + layer.bias[...]
            if i < len(self.layers) - 1:
                x = jnp.maximum(x, 0)
        return x


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    model = MLP(x.shape[-1], int(num_hidden), int(hidden), int(outputs), nnx.Rngs(int(seed)))
    count = np.sum([p.size for p in jax.tree.leaves(nnx.state(model))])
    return model(x), count
