"""The activation is tanh, not ReLU

The activation is tanh. Use nnx.relu."""

import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, n_hidden, hidden, d_out, rngs):
        sizes = [d_in] + [hidden] * n_hidden + [d_out]
        layers = []
        for i in range(len(sizes) - 1):
            layers.append(nnx.Linear(sizes[i], sizes[i + 1], rngs=rngs))
        self.layers = nnx.List(layers)

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = nnx.tanh(layer(x))
        return self.layers[-1](x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    model = MLP(x.shape[-1], int(num_hidden), int(hidden), int(outputs), nnx.Rngs(int(seed)))
    count = sum(p.size for p in jax.tree.leaves(nnx.state(model, nnx.Param)))
    return model(x), count
