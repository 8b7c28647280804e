"""One hidden layer is used several times

The hidden layers are one layer, used several times: [layer] * n repeats the same object. Make a new nnx.Linear for each."""

import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, n_hidden, hidden, d_out, rngs):
        sizes = [d_in] + [hidden] * n_hidden + [d_out]
        layers = []
        if n_hidden > 0:
            layers = [nnx.Linear(d_in, hidden, rngs=rngs)]
        if n_hidden > 1:
            layers += [nnx.Linear(hidden, hidden, rngs=rngs)] * (n_hidden - 1)
        layers.append(nnx.Linear(sizes[-2], d_out, rngs=rngs))
        self.layers = nnx.List(layers)

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = nnx.relu(layer(x))
        return self.layers[-1](x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    model = MLP(x.shape[-1], int(num_hidden), int(hidden), int(outputs), nnx.Rngs(int(seed)))
    count = sum(p.size for p in jax.tree.leaves(nnx.state(model, nnx.Param)))
    return model(x), count
