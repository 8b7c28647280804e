from flax import nnx


class MLP(nnx.Module):
    def __init__(self, n_in, width, n, rngs):
        self.layers = nnx.List(
            [nnx.Linear(n_in if i == 0 else width, width, rngs=rngs) for i in range(n)]
        )

    def __call__(self, x, skip_from=None):
        for i, layer in enumerate(self.layers):
            y = layer(x)
            # new layers as residual so that they don't hurt at the start
            x = x + y if skip_from is not None and i >= skip_from else y
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    n_old = int(num_old_layers)
    small = MLP(x.shape[-1], int(features), n_old, nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], int(features), n_old + int(num_extra_layers), nnx.Rngs(int(seed) + 1000))
    for i in range(n_old):
        nnx.update(big.layers[i], nnx.state(small.layers[i]))
    return big(x, skip_from=n_old)
