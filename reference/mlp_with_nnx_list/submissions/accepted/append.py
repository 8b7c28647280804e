"""Appends to an empty `nnx.List`, and counts from the shapes."""

from flax import nnx


class MLP(nnx.Module):
    def __init__(self, d_in, n_hidden, hidden, d_out, rngs):
        self.layers = nnx.List()
        for _ in range(n_hidden):
            self.layers.append(nnx.Linear(d_in, hidden, rngs=rngs))
            d_in = hidden
        self.layers.append(nnx.Linear(d_in, d_out, rngs=rngs))

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = nnx.relu(layer(x))
        return self.layers[-1](x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    model = MLP(x.shape[-1], int(num_hidden), int(hidden), int(outputs), nnx.Rngs(int(seed)))
    count = sum(layer.kernel.size + layer.bias.size for layer in model.layers)
    return model(x), count
