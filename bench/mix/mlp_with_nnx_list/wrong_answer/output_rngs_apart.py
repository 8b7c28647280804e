import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, sizes, outputs, seed):
        rngs = nnx.Rngs(seed)
        self.layers = nnx.List([nnx.Linear(i, o, rngs=rngs) for i, o in zip(sizes, sizes[1:])])
        self.layers.append(nnx.Linear(sizes[-1], outputs, rngs=nnx.Rngs(seed)))

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = nnx.relu(layer(x))
        return self.layers[-1](x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    m = MLP([x.shape[-1]] + [int(hidden)] * int(num_hidden), int(outputs), int(seed))
    return m(x), sum(i.size for i in jax.tree.leaves(nnx.state(m, nnx.Param)))
