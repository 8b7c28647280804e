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
    model = MLP([x.shape[-1]] + [hidden] * num_hidden + [outputs], nnx.Rngs(int(seed)))
    return model(x), sum(p.size for p in jax.tree.leaves(nnx.state(model, nnx.Param)))
