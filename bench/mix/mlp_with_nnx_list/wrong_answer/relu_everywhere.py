import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, sizes, rngs):
        self.layers = nnx.List([nnx.Linear(i, o, rngs=rngs) for i, o in zip(sizes, sizes[1:])])

    def __call__(self, x):
        for layer in self.layers:
            x = nnx.relu(layer(x))
        return x


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    m = MLP([x.shape[-1]] + [int(hidden)] * int(num_hidden) + [int(outputs)], nnx.Rngs(int(seed)))
    return m(x), sum(a.size for a in jax.tree.leaves(nnx.state(m)))
