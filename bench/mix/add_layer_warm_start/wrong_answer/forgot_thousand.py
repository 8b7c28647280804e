from flax import nnx


class MLP(nnx.Module):
    def __init__(self, dims, rngs):
        self.layers = nnx.List([nnx.Linear(i, o, rngs=rngs) for i, o in zip(dims[:-1], dims[1:])])

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    a, b, f = int(num_old_layers), int(num_extra_layers), int(features)
    small = MLP([x.shape[-1]] + a * [f], nnx.Rngs(int(seed)))
    big = MLP([x.shape[-1]] + (a + b) * [f], nnx.Rngs(int(seed)))
    for i in range(a):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]
        big.layers[i].bias[...] = small.layers[i].bias[...]
    return big(x)
