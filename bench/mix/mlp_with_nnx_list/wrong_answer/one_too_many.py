import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, n_in, num_hidden, hidden, outputs, rngs):
        self.layers = nnx.List([nnx.Linear(n_in, hidden, rngs=rngs)])
        for i in range(num_hidden):
            self.layers.append(nnx.Linear(hidden, hidden, rngs=rngs))
        self.layers.append(nnx.Linear(hidden, outputs, rngs=rngs))

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = nnx.relu(layer(x))
        return self.layers[-1](x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    m = MLP(x.shape[-1], int(num_hidden), int(hidden), int(outputs), nnx.Rngs(int(seed)))
    print("layers:", len(m.layers))
    return m(x), sum(i.size for i in jax.tree.leaves(nnx.state(m, nnx.Param)))
