from flax import nnx


class MLP(nnx.Module):
    def __init__(self, in_features, features, num_layers, rngs):
        self.layers = nnx.List([nnx.Linear(in_features if i == 0 else features, features, rngs=rngs) for i in range(num_layers)])

    def __call__(self, x):
        for layer in self.layers
            x = layer(x)
        return x


def add_layer_warm_start(seed, x, num_old_layers, num_extra_layers, features):
    small = MLP(x.shape[-1], int(features), int(num_old_layers), nnx.Rngs(int(seed)))
    # next: big
