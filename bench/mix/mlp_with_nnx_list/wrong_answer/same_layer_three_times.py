import jax
from flax import nnx


class MLP(nnx.Module):
    def __init__(self, n_in, num_hidden, hidden, outputs, rngs):
        self.layers = nnx.List()
        if num_hidden > 0:
            self.layers.append(nnx.Linear(n_in, hidden, rngs=rngs))
            self.layers.extend([nnx.Linear(hidden, hidden, rngs=rngs)] * (num_hidden - 1))
        self.layers.append(nnx.Linear(hidden if num_hidden > 0 else n_in, outputs, rngs=rngs))

    def __call__(self, x):
        for layer in self.layers[:-1]:
            x = nnx.relu(layer(x))
        return self.layers[-1](x)


def mlp_with_nnx_list(seed, x, num_hidden, hidden, outputs):
    model = MLP(x.shape[-1], int(num_hidden), int(hidden), int(outputs), nnx.Rngs(int(seed)))
    return model(x), sum(leaf.size for leaf in jax.tree.leaves(nnx.state(model, nnx.Param)))
