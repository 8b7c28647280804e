import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, inp, depth, width, rngs):
        self.layers = nnx.List(
            [nnx.Linear(inp if d == 0 else width, width, rngs=rngs) for d in range(depth)]
        )

    def __call__(self, x):
        for lay in self.layers:
            x = lay(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    small = MLP(x.shape[-1], int(num_old_layers), int(features), nnx.Rngs(int(seed)))
    big = MLP(
        x.shape[-1],
        int(num_old_layers + num_extra_layers),
        int(features),
        nnx.Rngs(int(seed + 1000)),
    )
    for i in range(int(num_old_layers)):
        kernel, bias = big.layers[i].kernel[...], big.layers[i].bias[...]
        kernel = small.layers[i].kernel[...]
        bias = small.layers[i].bias[...]
    return big(x)
