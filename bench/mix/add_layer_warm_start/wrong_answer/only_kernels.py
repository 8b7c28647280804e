from flax import nnx

class MLP(nnx.Module):
    def __init__(self, n_in, n, f, rngs):
        self.layers = nnx.List([nnx.Linear(n_in if i == 0 else f, f, rngs=rngs) for i in range(n)])
    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    old = int(num_old_layers); extra = int(num_extra_layers); f = int(features)
    small = MLP(x.shape[-1], old, f, nnx.Rngs(int(seed)))
    big = MLP(x.shape[-1], old + extra, f, nnx.Rngs(int(seed) + 1000))
    for i in range(old):
        big.layers[i].kernel[...] = small.layers[i].kernel[...]   # biases are 0 anyway
    return big(x)
