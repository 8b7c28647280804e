"""Everything is right but for the last line."""

from flax import nnx


class Mlp(nnx.Module):
    def __init__(self, n_in, n_units, n_layers, rngs):
        self.seq = nnx.List([])
        for _ in range(n_layers):
            self.seq.append(nnx.Linear(n_in, n_units, rngs=rngs))
            n_in = n_units

    def forward(self, x):
        for layer in self.seq:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    trained = Mlp(x.shape[-1], int(features), int(num_old_layers), nnx.Rngs(int(seed)))
    grown = Mlp(
        x.shape[-1],
        int(features),
        int(num_old_layers) + int(num_extra_layers),
        nnx.Rngs(int(seed) + 1000),
    )
    for i, layer in enumerate(trained.seq):
        grown.seq[i].kernel[...] = layer.kernel[...]
        grown.seq[i].bias[...] = layer.bias[...]
    return trained.forward(x)
