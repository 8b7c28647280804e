from flax import nnx


class Mlp(nnx.Module):
    """did not get nnx.List to work so every layer is its own attribute"""

    def __init__(self, n, d_in, d_out, rngs):
        self.n = n
        for i in range(n):
            setattr(self, "fc%d" % i, nnx.Linear(d_in if i == 0 else d_out, d_out, rngs=rngs))

    def __call__(self, x):
        for i in range(self.n):
            x = getattr(self, "fc%d" % i)(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    num_old_layers = int(num_old_layers)
    num_extra_layers = int(num_extra_layers)
    features = int(features)
    small = Mlp(num_old_layers, x.shape[-1], features, nnx.Rngs(int(seed)))
    big = Mlp(num_old_layers + num_extra_layers, x.shape[-1], features, nnx.Rngs(int(seed) + 1000))
    for i in range(num_old_layers):
        name = "fc%d" % i
        # take over the whole layer, kernel and bias
        setattr(big, name, getattr(small, name))
    return big(x)
