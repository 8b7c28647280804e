from flax import nnx


class MLP(nnx.Module):
    def __init__(self, din, dout, n, rngs):
        self.layers = nnx.List([nnx.Linear(din if i == 0 else dout, dout, rngs=rngs) for i in range(n)])

    def forward(self, x):
        for l in self.layers:
            x = l(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old, extra, f = int(num_old_layers), int(num_extra_layers), int(features)
    small = MLP(x.shape[-1], f, old, nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], f, old + extra, nnx.Rngs(int(seed) + 1000))
    for i in range(old):
        big.layers[i].weight.copy_(small.layers[i].weight)
        big.layers[i].bias.copy_(small.layers[i].bias)
    return big.forward(x)
