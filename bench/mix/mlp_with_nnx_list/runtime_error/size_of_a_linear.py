import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, sizes, rngs):
        self.layers = nnx.List([nnx.Linear(i, o, rngs=rngs) for i, o in zip(sizes, sizes[1:])])

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = nnx.relu(layer(x))
        return self.layers[-1](x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    sizes = [x.shape[-1]] + [int(hidden)] * int(num_hidden) + [int(outputs)]
    model = MLP(sizes, nnx.Rngs(int(seed)))
    y = model(x)
    return y, sum(layer.size for layer in model.layers)
